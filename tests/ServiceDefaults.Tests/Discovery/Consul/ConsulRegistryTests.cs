using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class ConsulRegistryTests : IAsyncLifetime
{
    readonly Clock _time = new();
    readonly FakeConsul _consul = new();
    readonly ConsulRegistry _registry;
    readonly CancellationTokenSource _end = new();
    readonly IAsyncEnumerator<RegistryUpdate> _updates;

    public ConsulRegistryTests()
    {
        var options = new ConsulOptions { Address = new("http://10.0.0.5:8500"), ConcurrentReads = 1000 };
        _registry = new ConsulRegistry(options, _time, () => 0.5, NullLogger.Instance, _consul.Connect(options));
        _updates = _registry.FollowAsync(_end.Token).GetAsyncEnumerator(_end.Token);
    }

    [Fact]
    public async Task Each_service_is_told_with_its_passing_instances_in_order_of_their_ids()
    {
        var next = _updates.Next();
        (await Names()).Answer("""{"order":["blue"],"payment":[]}""", 5);
        (await Service("order")).Answer(
            $"[{FakeConsul.Instance("order", "order-b", 81)},{FakeConsul.Instance("order", "order-a", 80, meta: """{"version":"v2"}""")}]", 5);

        var order = Assert.IsType<RegistryUpdate.Service>(await next);
        Assert.Equal(("consul http://10.0.0.5:8500", "order"), (order.Registry, order.Name));
        Assert.Equal(
            [
                new ServiceInstance("order-a@10.0.0.1:80", "order", new("http://10.0.0.1:80"), new([new("version", "v2")])),
                new ServiceInstance("order-b@10.0.0.1:81", "order", new("http://10.0.0.1:81"), ServiceMetadata.Empty),
            ],
            order.Instances);

        (await Service("payment")).Answer("[]", 5);
        Assert.Empty((await NextService("payment")).Instances);
    }

    [Fact]
    public async Task An_answer_that_says_the_same_is_not_told_again()
    {
        var first = _updates.Next();
        await Answered("""{"order":[]}""", ("order", [80]));
        await first;

        (await Service("order")).Answer(Instances("order", 80), 6);
        // The third query in a row has to wait for its token.
        await After(1000);
        (await Service("order")).Answer(Instances("order", 80, 81), 7);

        Assert.Equal(2, (await NextService("order")).Instances.Count);
    }

    [Fact]
    public async Task A_service_that_is_gone_is_told_empty_and_asked_for_no_more()
    {
        var first = _updates.Next();
        await Answered("""{"order":[]}""", ("order", [80]));
        await first;
        await Service("order");

        (await Names()).Answer("{}", 6);

        Assert.Empty((await NextService("order")).Instances);
        await After(1000);
        await Names();
        Assert.Equal(0, _consul.CallsLeft);
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_are_one_service_until_the_last_of_them_is_gone()
    {
        var first = _updates.Next();
        await Answered("""{"Order":[],"order":[]}""", ("Order", [80, 81]));
        Assert.Equal(2, Assert.IsType<RegistryUpdate.Service>(await first).Instances.Count);
        await Service("Order");

        var next = _updates.Next();
        (await Names()).Answer("""{"order":[]}""", 6);
        await After(1000);
        var names = await Names();
        // Whichever name Consul is asked for, it answers with the instances of both: there is nothing to tell yet.
        Assert.False(next.IsCompleted);
        names.Answer("{}", 7);

        var gone = Assert.IsType<RegistryUpdate.Service>(await next);
        Assert.Equal(("Order", 0), (gone.Name, gone.Instances.Count));
        Assert.Equal(0, _consul.CallsLeft);
    }

    [Fact]
    public async Task A_registry_without_services_says_that_it_is_there_once_and_a_service_that_comes_later_is_found()
    {
        var first = _updates.Next();
        (await Names()).Answer("{}", 5);
        Assert.IsType<RegistryUpdate.Found>(await first);

        var second = _updates.Next();
        (await Names()).Answer("""{"order":[]}""", 6);
        (await Service("order")).Answer(Instances("order", 80), 6);

        Assert.Single(Assert.IsType<RegistryUpdate.Service>(await second).Instances);
    }

    [Fact]
    public async Task One_without_services_that_was_lost_before_is_found_once()
    {
        var first = _updates.Next();
        (await Names()).Break();
        Assert.IsType<RegistryUpdate.Lost>(await first);
        await After(125);
        (await Names()).Answer("{}", 5);
        Assert.IsType<RegistryUpdate.Found>(await _updates.Next());

        (await Names()).Answer("""{"order":[]}""", 6);
        (await Service("order")).Answer(Instances("order", 80), 6);

        Assert.IsType<RegistryUpdate.Service>(await _updates.Next());
    }

    [Fact]
    public async Task The_servers_of_Consul_itself_are_no_service()
    {
        var first = _updates.Next();
        (await Names()).Answer("""{"consul":[],"order":[]}""", 5);
        (await Service("order")).Answer(Instances("order", 80), 5);

        Assert.Equal("order", Assert.IsType<RegistryUpdate.Service>(await first).Name);
        await Names();
        await Service("order");
        Assert.Equal(0, _consul.CallsLeft);
    }

    [Fact]
    public async Task A_change_of_one_service_costs_one_query_however_many_there_are()
    {
        const int many = 1000;
        var first = _updates.Next();
        var names = Enumerable.Range(0, many).Select(number => string.Create(CultureInfo.InvariantCulture, $"service-{number}")).ToList();
        (await Names()).Answer($"{{{string.Join(',', names.Select(name => $"\"{name}\":[]"))}}}", 5);
        foreach (var name in names)
            (await Service(name)).Answer(Instances(name, 80), 5);
        await first;
        for (var told = 1; told < many; told++)
            await _updates.Next();
        await Names();
        var waiting = new List<FakeConsul.Call>();
        foreach (var name in names)
            waiting.Add(await Service(name));
        Assert.Equal(0, _consul.CallsLeft);

        waiting[500].Answer(Instances("service-500", 80, 81), 6);

        Assert.Equal(2, (await NextService("service-500")).Instances.Count);
        await After(1000);
        Assert.Contains("index=6&", (await Service("service-500")).Query, StringComparison.Ordinal);
        Assert.Equal(0, _consul.CallsLeft);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_lost_once_and_found_once()
    {
        var first = _updates.Next();
        (await Names()).Break();
        Assert.Equal(new RegistryUpdate.Lost(_registry.Name, "connection reset"), await first);

        // Chance says half: 125, 250, 500 ms.
        foreach (var pause in new[] { 125, 250 })
        {
            await After(pause);
            (await Names()).Break();
        }

        await After(500);
        (await Names()).Answer("""{"order":[]}""", 5);
        Assert.Equal(new RegistryUpdate.Found(_registry.Name), await _updates.Next());
        (await Service("order")).Answer(Instances("order", 80), 5);
        Assert.Single((await NextService("order")).Instances);
    }

    [Fact]
    public async Task What_it_told_stands_while_it_is_lost_and_an_empty_one_is_told_as_it_is()
    {
        var first = _updates.Next();
        await Answered("""{"order":[],"payment":[]}""", ("order", [80]), ("payment", [81]));
        await first;
        await _updates.Next();

        foreach (var service in new[] { "order", "payment" })
        {
            (await Service(service)).Break();
            // Its pause is as long as the one of the names, and must not be taken for it.
            await _time.TimerOf(TimeSpan.FromMilliseconds(125));
        }

        (await Names()).Break();
        Assert.IsType<RegistryUpdate.Lost>(await _updates.Next());
        await After(125);
        (await Names()).Answer("{}", 1);

        Assert.IsType<RegistryUpdate.Found>(await _updates.Next());
        var (one, other) = (Assert.IsType<RegistryUpdate.Service>(await _updates.Next()), Assert.IsType<RegistryUpdate.Service>(await _updates.Next()));
        Assert.Equal(["order", "payment"], new[] { one.Name, other.Name }.Order(StringComparer.Ordinal));
        Assert.Empty(one.Instances.Concat(other.Instances));
    }

    [Fact]
    public async Task One_service_that_cannot_be_read_is_no_lost_registry()
    {
        var first = _updates.Next();
        (await Names()).Answer("""{"order":[],"payment":[]}""", 5);
        (await Service("order")).Refuse(HttpStatusCode.Forbidden, "Permission denied");
        (await Service("payment")).Answer(Instances("payment", 81), 5);

        Assert.Equal("payment", Assert.IsType<RegistryUpdate.Service>(await first).Name);
        await After(125);
        (await Service("order")).Answer(Instances("order", 80), 5);
        Assert.Single((await NextService("order")).Instances);
    }

    [Fact]
    public async Task What_no_registry_should_say_ends_no_watch()
    {
        var first = _updates.Next();
        (await Names()).Answer("""{"order":[]}""", 5);
        (await Service("order")).Answer("""[{"Node":null,"Service":null}]""", 5);
        await After(125);
        // The answer was one, so the next query waits for a change of it.
        (await Service("order")).Answer(Instances("order", 80), 6);

        Assert.Single(Assert.IsType<RegistryUpdate.Service>(await first).Instances);
    }

    [Fact]
    public async Task Once_the_registry_is_back_no_service_waits_for_its_own_retry()
    {
        var first = _updates.Next();
        await Answered("""{"order":[]}""", ("order", [80]));
        await first;
        (await Service("order")).Break();
        await _time.TimerOf(TimeSpan.FromMilliseconds(125));
        (await Names()).Break();
        Assert.IsType<RegistryUpdate.Lost>(await _updates.Next());
        await After(125);
        // While it is lost, one asks for all.
        (await Names()).Break();
        await After(250);
        var names = await Names();
        Assert.Equal(0, _consul.CallsLeft);

        names.Answer("""{"order":[]}""", 1);

        Assert.IsType<RegistryUpdate.Found>(await _updates.Next());
        (await Service("order")).Answer(Instances("order", 80, 81), 1);
        Assert.Equal(2, (await NextService("order")).Instances.Count);
    }

    [Fact]
    public async Task Nor_one_that_failed_before_the_registry_did()
    {
        var first = _updates.Next();
        await Answered("""{"order":[]}""", ("order", [80]));
        await first;
        (await Service("order")).Break();
        await After(125);
        (await Service("order")).Break();
        await _time.TimerOf(TimeSpan.FromMilliseconds(250));
        (await Names()).Break();
        Assert.IsType<RegistryUpdate.Lost>(await _updates.Next());

        // Half of what the service would wait.
        await After(125);
        (await Names()).Answer("""{"order":[]}""", 6);

        Assert.IsType<RegistryUpdate.Found>(await _updates.Next());
        (await Service("order")).Answer(Instances("order", 80, 81), 6);
        Assert.Equal(2, (await NextService("order")).Instances.Count);
    }

    [Fact]
    public async Task Names_that_change_all_the_time_are_asked_for_once_a_second()
    {
        var first = _updates.Next();
        (await Names()).Answer("{}", 5);
        (await Names()).Answer("{}", 6);
        for (var index = 7UL; index < 20; index++)
        {
            await After(1000);
            (await Names()).Answer("{}", index);
        }

        // That it is there, and has nothing.
        Assert.IsType<RegistryUpdate.Found>(await first);
        var second = _updates.Next();
        Assert.False(second.IsCompleted);
        await After(1000);
        (await Names()).Answer("""{"order":[]}""", 20);
        (await Service("order")).Answer(Instances("order", 80), 20);
        Assert.Single(Assert.IsType<RegistryUpdate.Service>(await second).Instances);
    }

    [Fact]
    public async Task What_a_service_says_first_is_told_after_the_registry_is_found()
    {
        var first = _updates.Next();
        await Answered("""{"order":[]}""", ("order", [80]));
        await first;
        var order = await Service("order");
        (await Names()).Break();
        Assert.IsType<RegistryUpdate.Lost>(await _updates.Next());

        order.Answer(Instances("order", 80, 81), 6);
        // Long enough for what the service says to be told too early.
        foreach (var pause in new[] { 125, 250, 500, 1000, 2000 })
        {
            await After(pause);
            (await Names()).Break();
        }

        await After(4000);
        (await Names()).Answer("""{"order":[]}""", 6);

        Assert.IsType<RegistryUpdate.Found>(await _updates.Next());
        Assert.Equal(2, (await NextService("order")).Instances.Count);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _updates.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            // That is how following ends.
        }

        await _updates.DisposeAsync();
        _registry.Dispose();
        _end.Dispose();
    }

    Task<FakeConsul.Call> Names() => _consul.CallTo(FakeConsul.Names);

    Task<FakeConsul.Call> Service(string name) => _consul.CallTo(FakeConsul.Of(name));

    async Task Answered(string names, params (string Service, int[] Ports)[] services)
    {
        (await Names()).Answer(names, 5);
        foreach (var (service, ports) in services)
            (await Service(service)).Answer(Instances(service, ports), 5);
    }

    async Task After(int milliseconds)
    {
        await _time.TimerOf(TimeSpan.FromMilliseconds(milliseconds));
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
    }

    async Task<RegistryUpdate.Service> NextService(string name)
    {
        var update = Assert.IsType<RegistryUpdate.Service>(await _updates.Next());
        Assert.Equal(name, update.Name);
        return update;
    }

    static string Instances(string service, params int[] ports) => $"[{string.Join(',', ports.Select(port => FakeConsul.Instance(service, $"{service}-{port}", port)))}]";
}
