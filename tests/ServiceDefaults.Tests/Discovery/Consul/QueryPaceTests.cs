using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class QueryPaceTests
{
    readonly Clock _time = new();
    readonly QueryPace _pace;

    public QueryPaceTests() => _pace = new QueryPace(_time, QueryPace.Longest);

    [Fact]
    public async Task Two_queries_go_at_once_and_the_third_a_second_later()
    {
        Assert.True(Take().IsCompleted);
        Assert.True(Take().IsCompleted);

        await TakenAfter(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_query_a_second_never_waits()
    {
        for (var query = 0; query < 100; query++)
        {
            Assert.True(Take().IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), _pace.Interval);
    }

    [Fact]
    public async Task Each_query_that_waits_makes_the_next_wait_a_quarter_longer_up_to_15_s()
    {
        await Take();
        await Take();
        var waits = new List<double>();
        for (var query = 0; query < 14; query++)
        {
            waits.Add(_pace.Interval.TotalSeconds);
            await TakenAfter(TimeSpan.FromMilliseconds(Math.Ceiling(_pace.Interval.TotalMilliseconds)));
        }

        Assert.Equal([1, 1.25, 1.5625, 1.953125], waits[..4]);
        Assert.Equal(15, waits[^1]);
        Assert.Equal(TimeSpan.FromSeconds(15), _pace.Interval);
        // About a minute from quick to slow.
        Assert.InRange(waits[..12].Sum(), 50, 70);
    }

    [Fact]
    public async Task Once_the_bucket_is_full_again_it_is_as_quick_as_at_first()
    {
        await Take();
        await Take();
        await TakenAfter(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1.25), _pace.Interval);

        _time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.True(Take().IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(1), _pace.Interval);
        Assert.True(Take().IsCompleted);
        await TakenAfter(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_is_not_full_stays_slow()
    {
        await Take();
        await Take();
        await TakenAfter(TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(2.4));
        Assert.True(Take().IsCompleted);

        Assert.Equal(TimeSpan.FromSeconds(1.25), _pace.Interval);
    }

    Task Take() => _pace.TakeAsync(TestContext.Current.CancellationToken).AsTask();

    async Task TakenAfter(TimeSpan wait)
    {
        var taking = Take();
        _time.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.False(taking.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await taking.Soon();
    }
}
