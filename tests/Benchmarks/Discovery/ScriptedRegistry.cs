using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Benchmarks.Discovery;

/// <summary>A registry in memory: of many services with a few instances each, every one at an address of its own that leads to one server.</summary>
sealed class ScriptedRegistry : IServiceRegistry
{
    readonly Channel<RegistryUpdate> _updates = Channel.CreateUnbounded<RegistryUpdate>();
    readonly Dictionary<int, List<ServiceInstance>> _services = [];
    readonly int _port;
    int _made;

    public ScriptedRegistry(int services, int instances, int port)
    {
        _port = port;
        for (var service = 0; service < services; service++)
        {
            _services[service] = [.. Enumerable.Range(0, instances).Select(_ => Make(service))];
            Tell(service);
        }
    }

    public string Name => "scripted";

    public int Services => _services.Count;

    public static string NameOf(int service) => $"service-{service}";

    public static string PathOf(int service) => $"/s/{service}";

    /// <summary>Replaces the oldest instance of a service.</summary>
    /// <returns>The id of the new one.</returns>
    public string Replace(int service)
    {
        var instances = _services[service];
        instances.RemoveAt(0);
        instances.Add(Make(service));
        Tell(service);
        return instances[^1].Id;
    }

    /// <summary>Registers one service more.</summary>
    /// <returns>Its number.</returns>
    public int Add()
    {
        var service = _services.Count;
        _services[service] = [Make(service)];
        Tell(service);
        return service;
    }

    public async IAsyncEnumerable<RegistryUpdate> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var update in _updates.Reader.ReadAllAsync(cancellation))
            yield return update;
    }

    void Tell(int service) => _updates.Writer.TryWrite(new RegistryUpdate.Service(Name, NameOf(service), [.. _services[service]]));

    /// <summary>All of 127.0.0.0/8 is this machine.</summary>
    ServiceInstance Make(int service)
    {
        var number = ++_made;
        var address = new Uri($"http://127.{1 + ((number >> 16) & 0x7F)}.{(number >> 8) & 0xFF}.{number & 0xFF}:{_port}");
        return new($"{NameOf(service)}-{number}", NameOf(service), address, new ServiceMetadata([KeyValuePair.Create(ServiceMetadata.Routes, PathOf(service))]));
    }
}
