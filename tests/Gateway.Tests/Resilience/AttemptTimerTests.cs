using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Resilience;

public sealed class AttemptTimerTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_try_is_cut_off_when_its_time_is_over_and_the_request_goes_on()
    {
        using var timer = new AttemptTimer(Second, Deadline.Of(10 * Second, asked: null, _time.GetTimestamp(), _time), _time);

        _time.Advance(0.9 * Second);
        Assert.False(timer.Token.IsCancellationRequested);
        _time.Advance(0.1 * Second);

        Assert.True(timer.Token.IsCancellationRequested);
        Assert.False(timer.IsOverall);
    }

    [Fact]
    public void An_answer_that_has_begun_has_until_the_deadline()
    {
        using var timer = new AttemptTimer(Second, Deadline.Of(10 * Second, asked: null, _time.GetTimestamp(), _time), _time);
        timer.Answered();

        _time.Advance(9 * Second);
        Assert.False(timer.Token.IsCancellationRequested);
        _time.Advance(Second);

        Assert.True(timer.Token.IsCancellationRequested);
        Assert.True(timer.IsOverall);
    }

    [Fact]
    public void An_answer_without_a_deadline_may_stream_for_ever()
    {
        using var timer = new AttemptTimer(Second, Deadline.None, _time);
        timer.Answered();

        _time.Advance(TimeSpan.FromDays(1));

        Assert.False(timer.Token.IsCancellationRequested);
    }

    [Fact]
    public void While_the_client_is_waited_for_both_clocks_stand_still()
    {
        using var timer = new AttemptTimer(Second, Deadline.Of(2 * Second, asked: null, _time.GetTimestamp(), _time), _time);
        var pace = new ClientPace(_time);
        pace.Follow(timer);

        _time.Advance(0.5 * Second);
        using (pace.Begin())
        using (pace.Begin())
            _time.Advance(10 * Second);
        _time.Advance(0.4 * Second);
        Assert.False(timer.Token.IsCancellationRequested);
        timer.Answered();
        _time.Advance(1 * Second);
        Assert.False(timer.Token.IsCancellationRequested);
        _time.Advance(0.1 * Second);

        Assert.True(timer.Token.IsCancellationRequested && timer.IsOverall);
        Assert.Equal(10 * Second, _time.GetElapsedTime(0, pace.Waited));
    }

    [Fact]
    public void An_upgraded_connection_has_no_end()
    {
        using var timer = new AttemptTimer(Second, Deadline.Of(Second, asked: null, _time.GetTimestamp(), _time), _time);
        timer.Upgraded();

        _time.Advance(TimeSpan.FromDays(1));

        Assert.False(timer.Token.IsCancellationRequested);
    }

    [Fact]
    public void The_deadline_cuts_off_a_try_that_has_time_left()
    {
        using var timer = new AttemptTimer(10 * Second, Deadline.Of(Second, asked: null, _time.GetTimestamp(), _time), _time);

        _time.Advance(Second);

        Assert.True(timer.Token.IsCancellationRequested && timer.IsOverall);
    }

    [Fact]
    public void Without_a_limit_there_is_nothing_to_cancel()
    {
        using var timer = new AttemptTimer(Timeout.InfiniteTimeSpan, Deadline.None, _time);

        Assert.False(timer.Token.CanBeCanceled);
    }

    [Fact]
    public void What_is_left_of_an_attempt_cuts_the_next_one_off_at_its_own_time_only()
    {
        var (hour, soon) = (TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(20));
        new AttemptTimer(soon, Deadline.None, TimeProvider.System).Dispose();
        using var late = new AttemptTimer(hour, Deadline.None, TimeProvider.System);
        new AttemptTimer(hour, Deadline.None, TimeProvider.System).Dispose();
        using var brief = new AttemptTimer(2 * soon, Deadline.None, TimeProvider.System);

        Assert.True(brief.Token.WaitHandle.WaitOne(10 * Second));
        Assert.False(late.Token.IsCancellationRequested);
    }
}
