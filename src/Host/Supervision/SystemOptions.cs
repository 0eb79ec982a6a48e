using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>What `up` is asked to run.</summary>
sealed record SystemOptions
{
    public required Level Level { get; init; }

    /// <summary>The versions of the instances of each service; null is the host's own.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string?>> Instances { get; init; }

    /// <summary>The version of instances whose version is null.</summary>
    public string OwnVersion { get; init; } = InstanceOptions.DefaultVersion;

    /// <summary>What instances do wrong on purpose. Default: nothing.</summary>
    public IReadOnlyList<WantedFault> Faults { get; init; } = [];

    /// <summary>How messages travel. Unset: what fits.</summary>
    public string? Transport { get; init; }

    /// <summary>Whether each module has a database of its own. Unset: what the level says.</summary>
    public bool? DatabasePerModule { get; init; }

    /// <summary>Where the API answers. Default 8000.</summary>
    public int ApiPort { get; init; } = 8000;

    /// <summary>Where the gateway is looked into. Default 8001.</summary>
    public int AdminPort { get; init; } = 8001;

    /// <summary>Where the registry answers that the gateway hosts, from level 4. Default 8500, Consul's own.</summary>
    public int RegistryPort { get; init; } = 8500;

    /// <summary>A Consul that is there already, from level 4. Unset: the gateway hosts a registry.</summary>
    public string? Registry { get; init; }

    /// <summary>Where services register, from level 4.</summary>
    public string RegistryAddress => Registry ?? $"http://127.0.0.1:{RegistryPort}";

    /// <summary>Where the registry keeps its keys through restarts; empty, the default: in memory only.</summary>
    public string RegistryKeysFile { get; init; } = "";

    /// <summary>Where the processes are started and stopped. Default 8002.</summary>
    public int ControlPort { get; init; } = 8002;

    /// <summary>Where services have fixed addresses (level 3), the port of the first. Default 8101.</summary>
    public int FirstServicePort { get; init; } = 8101;

    /// <summary>Where this level listens at ports that are chosen here, and the switch that chooses each.</summary>
    public IEnumerable<(string Url, string Setting)> Addresses => SystemPorts.Of(this).Select(chosen => ($"http://127.0.0.1:{chosen.Port}", chosen.Setting));

    /// <exception cref="TopologyException">They cannot work together.</exception>
    public void ThrowIfInvalid()
    {
        if (!Level.IsDiscovered && Instances.FirstOrDefault(service => service.Value.Count > 1) is { Key: { } several })
        {
            throw new TopologyException(
                $"Level {Level.Number} ({Level.Name}) has one instance of each service, at a fixed address. Set --level 4 for several of {several}.");
        }

        foreach (var fault in Faults)
            ThrowUnlessMet(fault);

        if (Registry is not null && !(Uri.TryCreate(Registry, UriKind.Absolute, out var registry) && registry.Scheme is "http" or "https"))
            throw new TopologyException($"'{Registry}' is no registry: --registry takes the URL of a Consul, such as http://127.0.0.1:8500.");

        SystemPorts.ThrowIfInvalid(this);
    }

    // A trial without its fault would seem to have gone well.
    void ThrowUnlessMet(WantedFault fault)
    {
        if (fault.Service is null)
            return;
        if (!Level.ProcessPerModule)
            throw new TopologyException($"Level {Level.Number} ({Level.Name}) runs all services in one process, which has one --fault: write {fault.Fault}, or set --level 4 for {fault}.");
        if (Instances.FirstOrDefault(service => service.Key.Equals(fault.Service, StringComparison.OrdinalIgnoreCase)) is not { Key: { } name, Value: var instances })
            throw new TopologyException($"There is no service '{fault.Service}'. --fault knows {string.Join(", ", Instances.Keys)}.");
        var versions = instances.Select(version => version ?? OwnVersion).Distinct(StringComparer.Ordinal).ToList();
        if (!versions.Exists(version => fault.Meets(name, version)))
            throw new TopologyException($"No instance of {name} is {fault.Version}, they are {string.Join(" and ", versions)}. Set --instances {name}@{fault.Version}=1 for {fault}.");
    }
}
