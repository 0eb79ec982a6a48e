using Modular.Host.Topology;
using Modular.Kernel;

namespace Modular.Host.Supervision;

/// <summary>The processes that make a level, in the order in which they are started.</summary>
sealed class SystemPlan(SystemOptions options)
{
    public const string Gateway = "gateway";

    /// <summary>The gateway's program, beside this one.</summary>
    public const string GatewayAssembly = "modular-gateway.dll";

    // The registry may live in the gateway: when that dies, everybody is registered again after a third of this.
    static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(6);

    const string HostAssembly = "modular.dll";

    /// <summary>What the services need: they are started once these are ready.</summary>
    public IEnumerable<ProcessPlan> Foundations => options.Level.ProcessPerModule ? [GatewayProcess()] : [];

    public IEnumerable<ProcessPlan> Services => options.Level.ProcessPerModule
        ? options.Instances.SelectMany(service => Enumerable.Range(1, service.Value.Count).Select(number => Instance(service.Key, number)))
        : [new("modular", "modular", HostAssembly, [.. Topology(), .. Faults(_ => true)], options.ApiPort)];

    /// <exception cref="UnknownNameException">There is no such service.</exception>
    /// <exception cref="TopologyException">It cannot have that many instances.</exception>
    public void ThrowUnlessScalable(string service, int instances)
    {
        if (Foundations.Any(process => process.Service == service))
            throw new TopologyException($"'{service}' cannot be scaled: there is one.");
        var services = Services.Select(process => process.Service).Distinct(StringComparer.Ordinal).ToList();
        if (!services.Contains(service, StringComparer.Ordinal))
            throw new UnknownNameException("service", service, services);
        if (!options.Level.IsDiscovered)
            throw new TopologyException($"'{service}' cannot be scaled: only the services of level 4 and up can.");
        if (instances is < 1 or > WantedInstances.Most)
            throw new TopologyException($"{service} can have 1 to {WantedInstances.Most} instances, not {instances}.");
    }

    /// <summary>One more instance of a service.</summary>
    public ProcessPlan Instance(string service, int number)
    {
        string[] registry = options.Level.IsDiscovered ? ["--registry", options.RegistryAddress, $"--Registry:TimeToLive={TimeToLive}"] : [];
        return new($"{service}-{number}", service, HostAssembly, [.. Topology(), "--modules", service, .. Version(service, number), .. Faults(service, number), .. registry],
            options.Level.IsDiscovered ? null : FixedPortOf(service));
    }

    // Those that are added later are as the last that was asked for.
    string? VersionOf(string service, int number)
    {
        var versions = options.Instances[service];
        return versions[Math.Min(number, versions.Count) - 1];
    }

    string[] Version(string service, int number) => VersionOf(service, number) is { } version ? [$"--Topology:Version={version}"] : [];

    string[] Faults(string service, int number) => Faults(fault => fault.Meets(service, VersionOf(service, number) ?? options.OwnVersion));

    // Those without a fault are told so: they have inherited the environment, where it may be set too.
    string[] Faults(Func<WantedFault, bool> isMeant) =>
        options.Faults.Count == 0 ? [] : [$"--fault={string.Join(',', options.Faults.Where(isMeant).Select(wanted => wanted.Fault))}"];

    ProcessPlan GatewayProcess()
    {
        string[] registry = !options.Level.IsDiscovered ? [.. options.Instances.Keys.SelectMany(FixedInstance)]
            : options.Registry is null
                ? ["--Registry:Embedded:Enabled=true", $"--Registry:Embedded:Address={options.RegistryAddress}", $"--Registry:Embedded:KeysFile={options.RegistryKeysFile}"]
                : [$"--Registry:Address={options.Registry}"];
        var expected = options.Instances.Keys.Select((service, index) => $"--Discovery:Expected:{index}={service}");
        return new(Gateway, Gateway, GatewayAssembly, [$"--Admin:Urls=http://127.0.0.1:{options.AdminPort}", .. expected, .. registry], options.ApiPort, "/health/live");
    }

    string[] FixedInstance(string service) =>
    [
        $"--Registry:Static:{service}:0=http://127.0.0.1:{FixedPortOf(service)}",
        .. ServiceDescription.Of(ModuleNamed(service), new()).Entries.Select(entry => $"--Registry:Static:{service}:Metadata:{entry.Key}={entry.Value}"),
    ];

    IEnumerable<string> Topology()
    {
        yield return "--level";
        yield return $"{options.Level.Number}";
        if (options.Transport is { } transport)
        {
            yield return "--transport";
            yield return transport;
        }

        if (options.DatabasePerModule is { } perModule)
        {
            yield return "--database-per-module";
            yield return perModule ? "true" : "false";
        }
    }

    static IModule ModuleNamed(string name) => ModuleTopology.Modules.Single(module => module.Name == name);

    int FixedPortOf(string service) => options.FirstServicePort + options.Instances.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(service);
}
