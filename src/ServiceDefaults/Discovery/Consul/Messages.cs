namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>One instance in the answer of <c>/v1/health/service</c>.</summary>
sealed record HealthEntry(HealthNode Node, HealthService Service);

/// <summary>The machine of an instance.</summary>
sealed record HealthNode(string Node, string Address);

/// <summary>An instance. <paramref name="Address"/> is empty where it is the machine's.</summary>
sealed record HealthService(string ID, string Service, string? Address, int Port, Dictionary<string, string>? Meta);

/// <summary>The body of <c>/v1/agent/service/register</c>.</summary>
sealed record Registration(string ID, string Name, string Address, int Port, IReadOnlyDictionary<string, string> Meta, TtlCheck Check);

/// <summary>A check that fails unless it is updated within <paramref name="TTL"/>.</summary>
/// <param name="Status">What it starts with.</param>
sealed record TtlCheck(string CheckID, string Name, string TTL, string Status, string DeregisterCriticalServiceAfter);

/// <summary>The body of <c>/v1/agent/check/update</c>.</summary>
sealed record CheckUpdate(string Status, string Output);
