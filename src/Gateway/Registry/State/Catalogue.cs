using System.Text.Json;

namespace Modular.Gateway.Registry.State;

/// <summary>The services: which instances there are, by id and by name. A change wakes who waits for that service, and nobody else.</summary>
/// <remarks>Everything is done under the index's gate, which callers hold.</remarks>
sealed class Catalogue(RegistryIndex index)
{
    readonly Dictionary<string, ServiceEntry> _byId = new(StringComparer.Ordinal);
    // As Consul does: names that differ in case are two, but who asks for one gets both.
    readonly Dictionary<string, Shelf> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <value>The names and their tags.</value>
    public Topic Names { get; } = new();

    /// <value>Any check of any service or of the node.</value>
    public Topic AllChecks { get; } = new();

    public IEnumerable<ServiceEntry> All => _byId.Values.OrderBy(entry => entry.Id, StringComparer.Ordinal);

    public ServiceEntry? Find(string id) => _byId.GetValueOrDefault(id);

    /// <returns>The instances of a name; an empty shelf for one that was never registered, so that somebody can wait for it.</returns>
    public Shelf ShelfOf(string name)
    {
        if (!_byName.TryGetValue(name, out var shelf))
            _byName.Add(name, shelf = new Shelf());
        return shelf;
    }

    /// <summary>Adds an instance, or changes it. The same once more changes nothing.</summary>
    public ServiceEntry Put(string id, ServiceDefinition definition)
    {
        var bare = definition with { Check = null, Checks = null };
        var existing = _byId.GetValueOrDefault(id);
        if (existing is not null && existing.Name != definition.Name)
        {
            Remove(existing);
            existing = null;
        }

        if (existing is not null && AreSame(existing.Definition, bare))
            return existing;

        var before = ShelfOf(definition.Name!).Tags;
        var isNew = !ShelfOf(definition.Name!).Has(definition.Name!);
        var next = index.Next();
        if (existing is null)
            Add(existing = new ServiceEntry(bare, id, ShelfOf(definition.Name!), next));
        else
            existing.Redefine(bare, next);

        existing.Shelf.Topic.Touch(next);
        if (isNew || !existing.Shelf.Tags.SequenceEqual(before, StringComparer.Ordinal))
            Names.Touch(next);
        return existing;
    }

    public void Remove(ServiceEntry entry)
    {
        foreach (var check in entry.Checks.Values)
            check.Stop();

        var before = entry.Shelf.Tags;
        var next = index.Next();
        _byId.Remove(entry.Id);
        entry.Shelf.Entries.Remove(entry.Id);
        entry.Shelf.Topic.Touch(next);
        AllChecks.Touch(next);
        if (!entry.Shelf.Has(entry.Name) || !entry.Shelf.Tags.SequenceEqual(before, StringComparer.Ordinal))
            Names.Touch(next);
    }

    /// <summary>Says that the checks of a service changed; of every service, when the check is the node's.</summary>
    public ulong TouchChecks(ServiceEntry? service)
    {
        var next = index.Next();
        AllChecks.Touch(next);
        if (service is not null)
            service.Shelf.Topic.Touch(next);
        else
            foreach (var shelf in _byName.Values)
                shelf.Topic.Touch(next);
        return next;
    }

    void Add(ServiceEntry entry)
    {
        _byId.Add(entry.Id, entry);
        entry.Shelf.Entries.Add(entry.Id, entry);
    }

    static bool AreSame(ServiceDefinition one, ServiceDefinition other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}
