using System.Globalization;
using Modular.Gateway.Discovery.Drains;
using Modular.Gateway.Instances;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Discovery.Drains;

public sealed class DrainBookTests : IDisposable
{
    readonly FailingKeys _keys = new();
    readonly List<DrainingGateway> _gateways = [];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_drained_at_one_gateway_is_so_at_all_until_it_is_taken_back_at_any()
    {
        var (one, two) = (Gateway("one"), Gateway("two"));

        await one.DrainAsync("a");
        await two.TellAsync(_keys);

        Assert.Equal((LifeStage.Draining, LifeStage.Draining), (one.Life.Stage, two.Life.Stage));
        Assert.Equal("drained by the operator", one.Life.Reason);
        Assert.StartsWith("drained by the operator at ", two.Life.Reason, StringComparison.Ordinal);

        await two.DrainAsync("a", isDrained: false);
        await one.TellAsync(_keys);

        Assert.False(one.Life.Drained || two.Life.Drained);
    }

    [Fact]
    public async Task A_gateway_that_is_started_anew_has_not_forgotten_whichever_comes_first()
    {
        await Gateway("one").DrainAsync("a");

        var keysFirst = Gateway("two", joined: false);
        await keysFirst.TellAsync(_keys);
        keysFirst.Join();
        var instanceFirst = Gateway("three");
        await instanceFirst.TellAsync(_keys);

        Assert.Equal((LifeStage.Draining, LifeStage.Draining), (keysFirst.Life.Stage, instanceFirst.Life.Stage));
    }

    [Fact]
    public async Task A_registry_that_is_gone_keeps_nothing_from_being_drained_and_is_told_later()
    {
        var (one, two) = (Gateway("one"), Gateway("two"));
        _keys.IsGone = true;

        await one.DrainAsync("a");

        Assert.Equal(LifeStage.Draining, one.Life.Stage);
        Assert.Contains("other gateways are told when the registry answers", one.Decision("drain-unshared").Reason, StringComparison.Ordinal);

        _keys.IsGone = false;
        await one.Book.SaveAsync(Cancellation);
        await two.TellAsync(_keys);

        Assert.Equal(LifeStage.Draining, two.Life.Stage);
    }

    [Fact]
    public async Task What_the_registry_has_lost_it_is_given_again_and_nobody_is_undrained_by_that()
    {
        var (one, two) = (Gateway("one"), Gateway("two"));
        await one.DrainAsync("a");
        await two.TellAsync(_keys);
        var key = Assert.Single(await _keys.AllAsync(DrainRecord.Prefix)).Key;
        await _keys.DeleteAsync(key, expected: null, Cancellation);

        await two.TellAsync(_keys);
        await one.TellAsync(_keys);

        Assert.Equal(key, Assert.Single(await _keys.AllAsync(DrainRecord.Prefix)).Key);
        Assert.Equal((LifeStage.Draining, LifeStage.Draining), (one.Life.Stage, two.Life.Stage));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public async Task Of_an_operator_at_a_gateway_that_was_told_nothing_and_another_elsewhere_the_later_one_is_obeyed(int secondsLater, bool isDrained)
    {
        var (one, two) = (Gateway("one"), Gateway("two"));
        one.Given.Time.Advance(TimeSpan.FromSeconds(10));
        two.Given.Time.Advance(TimeSpan.FromSeconds(10 + secondsLater));
        await one.DrainAsync("a");
        await one.DrainAsync("a", isDrained: false);
        _keys.IsGone = true;
        await two.DrainAsync("a");
        _keys.IsGone = false;

        await two.Book.SaveAsync(Cancellation);
        await one.TellAsync(_keys);

        Assert.Equal((isDrained, isDrained), (one.Life.Drained, two.Life.Drained));
    }

    [Fact]
    public async Task To_say_again_what_is_so_changes_nothing()
    {
        var one = Gateway("one");
        await one.DrainAsync("a", isDrained: false);
        Assert.Empty(await _keys.AllAsync(DrainRecord.Prefix));

        await one.DrainAsync("a");
        var version = Assert.Single(await _keys.AllAsync(DrainRecord.Prefix)).Version;
        await one.DrainAsync("a");

        Assert.Equal(version, Assert.Single(await _keys.AllAsync(DrainRecord.Prefix)).Version);
    }

    [Fact]
    public async Task What_cannot_be_read_is_reported_and_the_rest_is_obeyed()
    {
        await Gateway("one").DrainAsync("a");
        var good = Assert.Single(await _keys.AllAsync(DrainRecord.Prefix));
        await _keys.PutAsync($"{DrainRecord.Prefix}order/x", "{}", expected: null, Cancellation);
        await _keys.PutAsync($"{DrainRecord.Prefix}order/y", good.Value, expected: null, Cancellation);
        var two = Gateway("two");

        await two.TellAsync(_keys);

        Assert.Equal(LifeStage.Draining, two.Life.Stage);
        var reasons = two.Given.Decisions.Since(0, service: null).Where(decision => decision.Kind == "drain-unreadable").Select(decision => decision.Reason);
        Assert.Collection(
            reasons,
            reason => Assert.Contains("modular/drains/order/x", reason, StringComparison.Ordinal),
            reason => Assert.Contains("modular/drains/order/y", reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.00:00:01", 0)]
    [InlineData("0.23:59:59", 1)]
    public async Task What_was_taken_back_is_forgotten_after_a_day(string after, int left)
    {
        var one = Gateway("one");
        await one.DrainAsync("a");
        await one.DrainAsync("a", isDrained: false);

        Assert.Equal(left, await LeftAsync(one, after));
    }

    [Theory]
    [InlineData(true, "31.00:00:00", 1)]
    [InlineData(false, "31.00:00:00", 0)]
    [InlineData(false, "29.00:00:00", 1)]
    public async Task A_drained_instance_is_forgotten_once_it_has_not_been_there_for_a_month(bool isThere, string after, int left)
    {
        var one = Gateway("one", joined: isThere);
        await one.DrainAsync("a");

        Assert.Equal(left, await LeftAsync(one, after));

        await one.TellAsync(_keys);
        one.Join();
        Assert.Equal((left, left == 1), ((await _keys.AllAsync(DrainRecord.Prefix)).Count, one.Life.Drained));
    }

    public void Dispose() => _gateways.ForEach(static gateway => gateway.Dispose());

    async Task<int> LeftAsync(DrainingGateway gateway, string after)
    {
        gateway.Given.Time.Advance(TimeSpan.Parse(after, CultureInfo.InvariantCulture));
        await gateway.Book.ForgetAsync(Cancellation);
        return (await _keys.AllAsync(DrainRecord.Prefix)).Count;
    }

    DrainingGateway Gateway(string name, bool joined = true)
    {
        var gateway = new DrainingGateway(name, _keys);
        _gateways.Add(gateway);
        if (joined)
            gateway.Join();
        return gateway;
    }
}
