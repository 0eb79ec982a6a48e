using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Discovery;

/// <summary>What several registries have of one service, put together. Pure.</summary>
static class MergedInstances
{
    /// <summary>An instance that several know, which is one with the same address, counts once: as the first of them has it.</summary>
    /// <param name="told">Each registry by its name with what it told last, in order.</param>
    public static IReadOnlyList<ServiceInstance> Of(IReadOnlyList<(string Registry, IReadOnlyList<ServiceInstance> Instances)> told)
    {
        var addresses = new HashSet<Uri>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var all = new List<ServiceInstance>();
        foreach (var (registry, instances) in told)
            foreach (var instance in instances)
                if (instance.Fault is not null || addresses.Add(instance.Address))
                    // An id is unique in its own registry only.
                    all.Add(ids.Add(instance.Id) ? instance : instance with { Id = $"{instance.Id}@{registry}" });

        all.Sort(static (one, other) => string.CompareOrdinal(one.Id, other.Id));
        return all;
    }
}
