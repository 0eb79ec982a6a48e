using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>What `up` is asked to run.</summary>
sealed record SystemOptions
{
    public required Level Level { get; init; }

    /// <summary>The versions of the instances of each service; null is the host's own.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string?>> Instances { get; init; }

    /// <summary>How messages travel. Unset: what fits.</summary>
    public string? Transport { get; init; }

    /// <summary>Where the API answers. Default 8000.</summary>
    public int ApiPort { get; init; } = 8000;

    /// <summary>Where the gateway is looked into. Default 8001.</summary>
    public int AdminPort { get; init; } = 8001;

    /// <summary>Where the registry answers, from level 4. Default 8500, Consul's own.</summary>
    public int RegistryPort { get; init; } = 8500;

    /// <summary>Where the processes are started and stopped. Default 8002.</summary>
    public int ControlPort { get; init; } = 8002;

    /// <summary>Where services have fixed addresses (level 3), the port of the first. Default 8101.</summary>
    public int FirstServicePort { get; init; } = 8101;

    /// <exception cref="TopologyException">They cannot work together.</exception>
    public void ThrowIfInvalid()
    {
        if (!Level.IsDiscovered && Instances.FirstOrDefault(service => service.Value.Count > 1) is { Key: { } several })
        {
            throw new TopologyException(
                $"Level {Level.Number} ({Level.Name}) has one instance of each service, at a fixed address. Set --level 4 for several of {several}.");
        }

        foreach (var port in (int[])[ApiPort, AdminPort, RegistryPort, ControlPort, FirstServicePort])
        {
            if (port is < 1 or > 65535)
                throw new TopologyException($"{port} is not a port: choose one from 1 to 65535.");
        }
    }
}
