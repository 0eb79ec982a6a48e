using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Decisions;
using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Sources;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Tests.Policy;

public sealed class RegistrySourceTests : IAsyncDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly PatientKeys _keys = new();
    readonly PolicyStore _store;
    readonly RegistrySource _source;

    public RegistrySourceTests()
    {
        _store = new(new DecisionLog(_time, NullLogger<DecisionLog>.Instance), NullLogger<PolicyStore>.Instance);
        _source = new(_keys, _store, _time, NullLogger<RegistrySource>.Instance);
    }

    [Fact]
    public async Task The_start_waits_until_the_registry_has_told_its_policies()
    {
        var start = _source.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(start.IsCompleted);

        _keys.Tell(new("modular/policies/order.yaml", Reads.DestinationRule("host: order"), 1));

        await start;
        Assert.NotNull(_store.Current.DestinationRuleOf("order"));
    }

    [Fact]
    public async Task Two_seconds_at_most_and_obeys_what_comes_later()
    {
        var start = _source.StartAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(2));

        await start;
        _keys.Tell(new("modular/policies/order.yaml", Reads.DestinationRule("host: order"), 1));
        await Eventually.SoAsync(() => _store.Current.DestinationRuleOf("order") is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.StopAsync(CancellationToken.None);
        _source.Dispose();
    }

    /// <summary>Says nothing until it is told what.</summary>
    sealed class PatientKeys : IKeyValueStore
    {
        readonly TaskCompletionSource<StoredKey> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "patient";

        public void Tell(StoredKey key) => _told.SetResult(key);

        public async IAsyncEnumerable<IReadOnlyList<StoredKey>> FollowAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return [await _told.Task.WaitAsync(cancellation)];
        }

        public Task<StoredKey?> GetAsync(string key, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<bool> PutAsync(string key, string value, ulong? expected, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<bool> DeleteAsync(string key, ulong? expected, CancellationToken cancellation) => throw new NotSupportedException();

        public Task LeadAsync(string key, string name, Func<CancellationToken, Task> lead, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
