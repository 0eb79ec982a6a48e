namespace Modular.Gateway.Registry.State;

/// <summary>An instance that is registered, with its checks in order of their ids.</summary>
sealed class ServiceEntry(ServiceDefinition definition, string id, Shelf shelf, ulong index)
{
    public string Id { get; } = id;

    public string Name => Definition.Name!;

    /// <value>Where the instances of the same name stand, in capitals or not.</value>
    public Shelf Shelf { get; } = shelf;

    public ServiceDefinition Definition { get; private set; } = definition;

    public IReadOnlyList<string> Tags => Definition.Tags ?? [];

    public ulong CreateIndex { get; } = index;

    public ulong ModifyIndex { get; private set; } = index;

    public SortedDictionary<string, CheckEntry> Checks { get; } = new(StringComparer.Ordinal);

    public void Redefine(ServiceDefinition definition, ulong index) => (Definition, ModifyIndex) = (definition, index);

    public ServiceView View(string datacenter) => new(
        Id, Name, Tags, Definition.Meta ?? EmptyMeta, Definition.Port, Definition.Address ?? "",
        Definition.Weights ?? Weights.Default, Definition.EnableTagOverride, datacenter, CreateIndex, ModifyIndex);

    public CatalogView View(NodeView node) => new(
        node.ID, node.Node, node.Address, node.Datacenter, node.TaggedAddresses, node.Meta, Id, Name, Definition.Address ?? "", Definition.Port,
        Tags, Definition.Meta ?? EmptyMeta, Definition.Weights ?? Weights.Default, Definition.EnableTagOverride, CreateIndex, ModifyIndex);

    static readonly IReadOnlyDictionary<string, string> EmptyMeta = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The instances of one name, in order of their ids. Stays when it is empty: somebody may wait for the next.</summary>
sealed class Shelf
{
    public Topic Topic { get; } = new();

    public SortedDictionary<string, ServiceEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is an instance of exactly this name.</summary>
    public bool Has(string name) => Entries.Values.Any(entry => entry.Name == name);

    /// <summary>All tags of its instances, each once, in order.</summary>
    public IReadOnlyList<string> Tags => [.. Entries.Values.SelectMany(entry => entry.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
