namespace Modular.Gateway.Registry.State;

/// <summary>What a client says of a service. Source: Consul's documentation of <c>/agent/service/register</c>.</summary>
sealed record ServiceDefinition
{
    public string? ID { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Address { get; init; }

    public int Port { get; init; }

    public IReadOnlyDictionary<string, string>? Meta { get; init; }

    public bool EnableTagOverride { get; init; }

    public Weights? Weights { get; init; }

    public CheckDefinition? Check { get; init; }

    public IReadOnlyList<CheckDefinition>? Checks { get; init; }
}

/// <summary>A service's share of DNS answers. Kept and returned; this registry answers no DNS.</summary>
sealed record Weights(int Passing, int Warning)
{
    public static readonly Weights Default = new(1, 1);
}

/// <summary>What a client says of a check. Source: Consul's documentation of <c>/agent/check/register</c>.</summary>
sealed record CheckDefinition
{
    public string? ID { get; init; }

    public string? CheckID { get; init; }

    public string? Name { get; init; }

    public string? Notes { get; init; }

    public string? ServiceID { get; init; }

    /// <value>What it starts with. Default <c>critical</c>.</value>
    public string? Status { get; init; }

    public string? TTL { get; init; }

    public string? HTTP { get; init; }

    public string? Method { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Header { get; init; }

    public string? Body { get; init; }

    public string? Interval { get; init; }

    public string? Timeout { get; init; }

    public string? DeregisterCriticalServiceAfter { get; init; }

    public int SuccessBeforePassing { get; init; }

    public int FailuresBeforeCritical { get; init; }
}
