using System.Runtime.CompilerServices;

namespace Modular.ServiceDefaults.Discovery.Static;

/// <summary>Instances that are always there, by configuration. Tells them once; nothing is lost or found.</summary>
public sealed class StaticRegistry(IReadOnlyCollection<ServiceInstance> instances) : IServiceRegistry
{
    public string Name => "static";

    public async IAsyncEnumerable<RegistryUpdate> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var service in instances.GroupBy(instance => instance.Service, StringComparer.Ordinal))
            yield return new RegistryUpdate.Service(Name, service.Key, [.. service.OrderBy(instance => instance.Id, StringComparer.Ordinal)]);

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
    }
}
