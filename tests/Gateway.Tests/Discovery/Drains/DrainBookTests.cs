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
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_operators_that_could_not_know_of_each_other_the_later_one_is_obeyed(bool isDrained)
    {
        var (one, two) = (Gateway("one"), Gateway("two"));
        await one.DrainAsync("a", isDrained: !isDrained);
        await two.TellAsync(_keys);
        _keys.IsGone = true;
        await one.DrainAsync("a", !isDrained);
        two.Given.Time.Advance(TimeSpan.FromSeconds(1));
        await two.DrainAsync("a", isDrained);
        _keys.IsGone = false;

        // Whoever gets through first.
        await two.Book.SaveAsync(Cancellation);
        await one.Book.SaveAsync(Cancellation);
        await two.TellAsync(_keys);

        Assert.Equal((isDrained, isDrained), (one.Life.Drained, two.Life.Drained));
    }

    [Fact]
    public async Task What_cannot_be_read_is_reported_and_the_rest_is_obeyed()
    {
        await Gateway("one").DrainAsync("a");
        await _keys.PutAsync($"{DrainRecord.Prefix}order/x", "{}", expected: null, Cancellation);
        var two = Gateway("two");

        await two.TellAsync(_keys);

        Assert.Equal(LifeStage.Draining, two.Life.Stage);
        Assert.Contains("modular/drains/order/x", two.Decision("drain-unreadable").Reason, StringComparison.Ordinal);
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
