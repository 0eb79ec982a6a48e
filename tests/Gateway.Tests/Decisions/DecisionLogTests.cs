using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Decisions;

namespace Modular.Gateway.Tests.Decisions;

public sealed class DecisionLogTests
{
    readonly FakeTimeProvider _time = new();
    readonly DecisionLog _log;

    public DecisionLogTests() => _log = new(_time, NullLogger<DecisionLog>.Instance);

    [Fact]
    public void Ids_increase_and_the_oldest_are_forgotten()
    {
        var first = _log.Record("kind", "order", instance: null, "because");
        for (var i = 0; i < DecisionLog.Capacity; i++)
            _log.Record("kind", "order", instance: null, "because");

        var kept = _log.Since(0, service: null);
        Assert.Equal((DecisionLog.Capacity, first.Id + 1, first.Id + DecisionLog.Capacity), (kept.Count, kept[0].Id, kept[^1].Id));
    }

    [Fact]
    public void A_later_run_has_higher_ids_that_JSON_can_still_hold()
    {
        for (var i = 0; i < 100; i++)
            _log.Record("kind", "order", instance: null, "because");
        _time.SetUtcNow(new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var later = new DecisionLog(_time, NullLogger<DecisionLog>.Instance).Record("kind", "order", instance: null, "because");

        Assert.InRange(later.Id, _log.Since(0, service: null)[^1].Id + 1, (1L << 53) - 1);
    }

    [Fact]
    public void They_can_be_asked_for_by_service_and_from_an_id_on()
    {
        _log.Record("one", "order", instance: null, "");
        var two = _log.Record("two", "Order", instance: null, "");
        _log.Record("three", "payment", instance: null, "");

        Assert.Equal(["one", "two"], _log.Since(0, "order").Select(decision => decision.Kind));
        Assert.Equal(["three"], _log.Since(two.Id, service: null).Select(decision => decision.Kind));
    }

    [Fact]
    public async Task Following_begins_with_what_there_is_and_misses_nothing()
    {
        _log.Record("one", service: null, instance: null, "");
        await using var following = _log.FollowAsync(0, service: null, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await following.MoveNextAsync();
        Assert.Equal("one", following.Current.Kind);

        _log.Record("two", service: null, instance: null, "");
        await following.MoveNextAsync();

        Assert.Equal("two", following.Current.Kind);
    }
}
