using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Decisions;

namespace Modular.Gateway.Tests.Decisions;

public sealed class DecisionLogTests
{
    readonly DecisionLog _log = new(new FakeTimeProvider(), NullLogger<DecisionLog>.Instance);

    [Fact]
    public void Ids_increase_and_the_oldest_are_forgotten()
    {
        for (var i = 0; i < DecisionLog.Capacity + 5; i++)
            _log.Record("kind", "order", instance: null, "because");

        var kept = _log.Since(0, service: null);
        Assert.Equal((DecisionLog.Capacity, 6, DecisionLog.Capacity + 5), (kept.Count, kept[0].Id, kept[^1].Id));
    }

    [Fact]
    public void They_can_be_asked_for_by_service_and_from_an_id_on()
    {
        _log.Record("one", "order", instance: null, "");
        _log.Record("two", "Order", instance: null, "");
        _log.Record("three", "payment", instance: null, "");

        Assert.Equal(["one", "two"], _log.Since(0, "order").Select(decision => decision.Kind));
        Assert.Equal(["three"], _log.Since(2, service: null).Select(decision => decision.Kind));
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
