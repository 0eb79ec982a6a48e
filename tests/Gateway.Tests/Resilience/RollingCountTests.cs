using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Resilience;

public sealed class RollingCountTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_is_older_than_the_window_is_forgotten_tenth_by_tenth()
    {
        var count = new RollingCount(10 * Second, _time);
        Add(count, 3);
        _time.Advance(6 * Second);
        Add(count, 4);

        Assert.Equal(7, count.Sum(_time.GetTimestamp()));
        _time.Advance(5 * Second);
        Assert.Equal(4, count.Sum(_time.GetTimestamp()));
        _time.Advance(6 * Second);
        Assert.Equal(0, count.Sum(_time.GetTimestamp()));
    }

    [Fact]
    public void After_a_long_silence_it_begins_anew()
    {
        var count = new RollingCount(Second, _time);
        Add(count, 1_000);

        _time.Advance(TimeSpan.FromDays(3));
        Add(count, 2);

        Assert.Equal(2, count.Sum(_time.GetTimestamp()));
    }

    [Fact]
    public void Nothing_is_lost_when_many_count_at_once()
    {
        var count = new RollingCount(10 * Second, _time);

        Parallel.For(0, 100_000, _ => count.Increment(_time.GetTimestamp()));

        Assert.Equal(100_000, count.Sum(_time.GetTimestamp()));
    }

    void Add(RollingCount count, int times)
    {
        for (var i = 0; i < times; i++)
            count.Increment(_time.GetTimestamp());
    }
}
