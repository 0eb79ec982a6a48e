using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.ServiceDefaults.Discovery;

namespace Modular.ServiceDefaults.Tests.Discovery;

public sealed class AggregatedRegistryTests : IAsyncLifetime
{
    readonly Clock _time = new();
    readonly Scripted _east = new("east");
    readonly Scripted _west = new("west");
    readonly CancellationTokenSource _end = new();
    readonly IAsyncEnumerator<RegistryUpdate> _updates;

    public AggregatedRegistryTests() =>
        _updates = new AggregatedRegistry([_east, _west], _time, NullLogger<AggregatedRegistry>.Instance).FollowAsync(_end.Token).GetAsyncEnumerator(_end.Token);

    [Fact]
    public async Task A_service_is_what_all_registries_have_of_it()
    {
        Assert.Equal(["a"], await Told(_east, Instance("a", 1)));
        Assert.Equal(["a", "b"], await Told(_west, Instance("b", 2)));
        Assert.Equal(["b"], await Told(_east));
    }

    [Fact]
    public async Task An_address_counts_once_as_the_first_registry_has_it()
    {
        await Told(_west, Instance("late", 1));

        Assert.Equal(["early"], await Told(_east, Instance("early", 1)));
        Assert.Equal(["late"], await Told(_east));
    }

    [Fact]
    public async Task An_id_that_two_registries_use_for_different_addresses_stays_unique()
    {
        await Told(_east, Instance("a", 1));

        Assert.Equal(["a", "a@west"], await Told(_west, Instance("a", 2)));
    }

    [Fact]
    public async Task What_nothing_can_be_sent_to_is_told_each_by_itself()
    {
        var one = Instance("a", 1) with { Address = ServiceInstance.Nowhere, Fault = "it has no port" };

        Assert.Equal(["a", "b"], await Told(_east, one, one with { Id = "b" }));
    }

    [Fact]
    public async Task What_changes_nothing_is_not_told()
    {
        await Told(_east, Instance("a", 1));
        _west.Say(Instance("a", 1));

        Assert.Equal(["a", "b"], await Told(_west, Instance("a", 1), Instance("b", 2)));
    }

    [Fact]
    public async Task A_registry_that_is_lost_changes_nothing_and_is_told_by_its_name()
    {
        await Told(_east, Instance("a", 1));
        _east.Say(new RegistryUpdate.Lost("east", "gone"));

        Assert.Equal(new RegistryUpdate.Lost("east", "gone"), await _updates.Next());
        Assert.Equal(["a", "b"], await Told(_west, Instance("b", 2)));
    }

    [Fact]
    public async Task A_registry_that_fails_is_lost_and_followed_again_a_second_later()
    {
        await Told(_east, Instance("a", 1));
        _east.Fail(new InvalidOperationException("broken"));
        Assert.Equal(new RegistryUpdate.Lost("east", "broken"), await _updates.Next());
        await _time.TimerOf(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "b"], await Told(_west, Instance("b", 2)));

        _time.Advance(TimeSpan.FromSeconds(1));
        _east.Say(Instance("c", 3));

        Assert.Equal(new RegistryUpdate.Found("east"), await _updates.Next());
        Assert.Equal(["b", "c"], Ids(await _updates.Next()));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
    }

    async Task<string[]> Told(Scripted registry, params ServiceInstance[] instances)
    {
        registry.Say(instances);
        return Ids(await _updates.Next());
    }

    static string[] Ids(RegistryUpdate update) => [.. Assert.IsType<RegistryUpdate.Service>(update).Instances.Select(instance => instance.Id)];

    static ServiceInstance Instance(string id, int port) => new(id, "order", new UriBuilder("http", "10.0.0.1", port).Uri, ServiceMetadata.Empty);

    sealed class Scripted(string name) : IServiceRegistry
    {
        Channel<RegistryUpdate> _said = Channel.CreateUnbounded<RegistryUpdate>();

        public string Name => name;

        public IAsyncEnumerable<RegistryUpdate> FollowAsync(CancellationToken cancellation) => _said.Reader.ReadAllAsync(cancellation);

        public void Say(params ServiceInstance[] instances) => Say(new RegistryUpdate.Service(name, "order", instances));

        public void Say(RegistryUpdate update) => _said.Writer.TryWrite(update);

        public void Fail(Exception e)
        {
            var said = _said;
            _said = Channel.CreateUnbounded<RegistryUpdate>();
            said.Writer.Complete(e);
        }
    }
}
