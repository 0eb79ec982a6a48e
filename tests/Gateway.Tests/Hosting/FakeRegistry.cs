using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>A registry in memory that tells what the test wants told.</summary>
sealed class FakeRegistry(string name = "fake") : IServiceRegistry
{
    Channel<RegistryUpdate> _updates = Channel.CreateUnbounded<RegistryUpdate>();

    public string Name => name;

    public void Tell(string service, params ServiceInstance[] instances) => _updates.Writer.TryWrite(new RegistryUpdate.Service(name, service, instances));

    public void Lose(string reason) => _updates.Writer.TryWrite(new RegistryUpdate.Lost(name, reason));

    public void Find() => _updates.Writer.TryWrite(new RegistryUpdate.Found(name));

    /// <summary>Breaks its promise not to fail, once.</summary>
    public void Fail(Exception failure)
    {
        var updates = _updates;
        _updates = Channel.CreateUnbounded<RegistryUpdate>();
        updates.Writer.Complete(failure);
    }

    public async IAsyncEnumerable<RegistryUpdate> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var update in _updates.Reader.ReadAllAsync(cancellation))
            yield return update;
    }
}
