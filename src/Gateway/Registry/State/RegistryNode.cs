namespace Modular.Gateway.Registry.State;

/// <summary>What the registry calls itself.</summary>
sealed record RegistryNode(string Id)
{
    public const string Datacenter = "dc1";
    public const string Address = "127.0.0.1";

    /// <value>The machine's name, as an agent's is by default.</value>
    public string Name { get; } = Environment.MachineName;

    public NodeView View { get; } = new(
        Id, Environment.MachineName, Address, Datacenter,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["lan"] = Address, ["wan"] = Address },
        new Dictionary<string, string>(StringComparer.Ordinal), 1, 1);

    /// <summary>The check that every node has: it answers, so it passes.</summary>
    public CheckView Alive { get; } = new(Environment.MachineName, "serfHealth", "Serf Health Status", CheckStatus.Passing, "",
        "Agent alive and reachable", "", "", [], "", 1, 1);
}
