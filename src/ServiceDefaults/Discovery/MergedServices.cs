namespace Modular.ServiceDefaults.Discovery;

/// <summary>What several registries told last of each service, put together.</summary>
sealed class MergedServices(IReadOnlyList<string> registries)
{
    readonly Dictionary<string, IReadOnlyList<ServiceInstance>?[]> _byService = new(StringComparer.Ordinal);
    readonly Dictionary<string, IReadOnlyList<ServiceInstance>> _told = new(StringComparer.Ordinal);

    /// <summary>Takes what a registry says of a service.</summary>
    /// <param name="registry">Its place in the order of registries.</param>
    /// <returns>All instances of the service; null when they are what they were.</returns>
    public IReadOnlyList<ServiceInstance>? Take(int registry, RegistryUpdate.Service said)
    {
        if (!_byService.TryGetValue(said.Name, out var lists))
            _byService.Add(said.Name, lists = new IReadOnlyList<ServiceInstance>?[registries.Count]);
        lists[registry] = said.Instances;

        var all = Merge(lists);
        if (_told.TryGetValue(said.Name, out var told) && told.SequenceEqual(all))
            return null;
        return _told[said.Name] = all;
    }

    List<ServiceInstance> Merge(IReadOnlyList<ServiceInstance>?[] lists)
    {
        var addresses = new HashSet<Uri>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var all = new List<ServiceInstance>();
        for (var registry = 0; registry < lists.Length; registry++)
            foreach (var instance in lists[registry] ?? [])
                if (instance.Fault is not null || addresses.Add(instance.Address))
                    // An id is unique in its own registry only.
                    all.Add(ids.Add(instance.Id) ? instance : instance with { Id = $"{instance.Id}@{registries[registry]}" });

        all.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
        return all;
    }
}
