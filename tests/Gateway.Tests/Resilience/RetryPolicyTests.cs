using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Resilience;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(RetryOn.ConnectFailure, "ConnectFailure")]
    [InlineData(RetryOn.Reset, "ConnectFailure Reset PerTryTimeout")]
    [InlineData(RetryOn.GatewayError, "GatewayError ConnectFailure Reset PerTryTimeout")]
    [InlineData(RetryOn.ServerError, "ServerError GatewayError ConnectFailure Reset PerTryTimeout")]
    [InlineData(RetryOn.SafelyRefused, "")]
    [InlineData(RetryOn.None, "")]
    public void A_condition_stands_for_these_outcomes(object on, string outcomes) => Assert.Equal(
        outcomes,
        string.Join(' ', Enum.GetValues<Outcome>().Where(outcome => new RetryPolicy { On = (RetryOn)on }.Wants(outcome, status: 0, isSafe: false))));

    [Fact]
    public void Statuses_are_tried_again_by_number_and_409_by_its_name()
    {
        Assert.True(new RetryPolicy { On = RetryOn.Conflict }.Wants(Outcome.ClientError, 409, isSafe: false));
        Assert.False(new RetryPolicy { On = RetryOn.Conflict }.Wants(Outcome.ClientError, 404, isSafe: false));
        Assert.True(new RetryPolicy { On = RetryOn.None, Statuses = [429] }.Wants(Outcome.Throttled, 429, isSafe: false));
    }

    [Fact]
    public void Without_a_policy_only_what_is_safe_is_tried_again()
    {
        Assert.True(RetryPolicy.Safe.Wants(Outcome.ConnectFailure, 0, isSafe: true));
        Assert.DoesNotContain(Enum.GetValues<Outcome>(), outcome => RetryPolicy.Safe.Wants(outcome, 503, isSafe: false));
    }

    [Theory]
    [InlineData(1, 25)]
    [InlineData(2, 75)]
    [InlineData(3, 175)]
    [InlineData(4, 250)]
    [InlineData(60, 250)]
    public void Pauses_grow_to_ten_times_the_base_and_are_all_jitter(int retry, int most)
    {
        var unit = TimeSpan.FromMilliseconds(25);

        Assert.Equal(TimeSpan.Zero, Backoff.Pause(retry, unit, share: 0, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMilliseconds(most), Backoff.Pause(retry, unit, share: 1, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(2), Backoff.Pause(retry, unit, share: 1, floor: TimeSpan.FromSeconds(2)));
    }

    [Theory]
    [InlineData(-1, null, null)]
    [InlineData(5_000, null, 5_000)]
    [InlineData(5_000, "200", 200)]
    [InlineData(5_000, "60000", 5_000)]
    [InlineData(-1, "200", 200)]
    [InlineData(5_000, "0", 5_000)]
    [InlineData(5_000, "-3", 5_000)]
    [InlineData(5_000, "soon", 5_000)]
    public void The_caller_may_shorten_the_time_and_not_lengthen_it(int timeout, string? asked, int? left)
    {
        var time = new FakeTimeProvider();
        var deadline = Deadline.Of(TimeSpan.FromMilliseconds(timeout), asked, time.GetTimestamp(), time);

        Assert.Equal(left is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Timeout.InfiniteTimeSpan, deadline.Left(time));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(left is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, deadline.Left(time));
    }
}
