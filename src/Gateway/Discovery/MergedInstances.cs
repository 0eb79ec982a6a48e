using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Discovery;

/// <summary>What several registries have of one service, put together. Pure.</summary>
static class MergedInstances
{
    /// <summary>An instance that several know, which is one with the same address, counts once: as the first of them has it.</summary>
    /// <param name="told">What each registry told last, in their order.</param>
    public static IReadOnlyList<ServiceInstance> Of(IEnumerable<IReadOnlyList<ServiceInstance>> told)
    {
        var addresses = new HashSet<Uri>();
        return [.. told.SelectMany(static instances => instances)
            .Where(instance => instance.Fault is not null || addresses.Add(instance.Address))
            .OrderBy(static instance => instance.Id, StringComparer.Ordinal)];
    }
}
