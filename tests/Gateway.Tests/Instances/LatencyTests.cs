using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Instances;

namespace Modular.Gateway.Tests.Instances;

public sealed class LatencyTests
{
    readonly FakeTimeProvider _time = new();
    readonly Latency _latency;

    public LatencyTests() => _latency = new(_time, initial: TimeSpan.FromMilliseconds(30), decay: TimeSpan.FromSeconds(10));

    double Now => _latency.At(_time.GetTimestamp());

    [Fact]
    public void It_begins_with_a_guess() => Assert.Equal(0.03, Now);

    [Fact]
    public void A_slow_answer_counts_at_once()
    {
        _latency.Observe(1.5, _time.GetTimestamp());

        Assert.Equal(1.5, Now);
    }

    [Fact]
    public void It_is_forgotten_over_the_decay_time()
    {
        _latency.Observe(1, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Math.Exp(-1), Now, precision: 9);
        _latency.Observe(0.1, _time.GetTimestamp());
        Assert.Equal(Math.Exp(-1) + (0.1 * (1 - Math.Exp(-1))), Now, precision: 9);
    }

    [Fact]
    public void A_fast_failure_does_not_look_like_a_fast_instance()
    {
        _latency.Observe(1, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(1));

        _latency.ObserveFailure(0.001, _time.GetTimestamp());
        Assert.Equal(1, Now);
        _latency.ObserveFailure(3, _time.GetTimestamp());
        Assert.Equal(3, Now);
    }

    [Fact]
    public void Of_two_that_are_equally_fast_the_one_that_fails_is_not_preferred()
    {
        var good = new Latency(_time, initial: TimeSpan.FromMilliseconds(30), decay: TimeSpan.FromSeconds(10));
        var sent = 0;
        for (var i = 0; i < 200; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            var now = _time.GetTimestamp();
            if (good.At(now) <= _latency.At(now))
                good.Observe(0.001, now);
            else if (sent++ % 2 == 0)
                _latency.ObserveFailure(0.0001, now);
            else
                _latency.Observe(0.001, now);
        }

        Assert.InRange(sent, 1, 100);
    }
}
