using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>The ports at which a system listens, and the switch that chooses each. Pure.</summary>
static class SystemPorts
{
    const int Last = 65535;

    const string Services = "--service-port";

    /// <summary>Those that its level uses and that are chosen here.</summary>
    public static IReadOnlyList<(int Port, string Setting)> Of(SystemOptions options) =>
    [
        (options.ApiPort, "--api-port"),
        (options.ControlPort, "--control-port"),
        .. options.Level.ProcessPerModule ? [(options.AdminPort, "--admin-port")] : Array.Empty<(int, string)>(),
        .. options.Level.IsDiscovered && options.Registry is null ? [(options.RegistryPort, "--registry-port")] : Array.Empty<(int, string)>(),
        .. HasFixedServices(options) ? Enumerable.Range(options.FirstServicePort, options.Instances.Count).Select(port => (port, Services)) : [],
    ];

    /// <exception cref="TopologyException">A number is no port, or two have the same; the message names the switches.</exception>
    public static void ThrowIfInvalid(SystemOptions options)
    {
        foreach (var (port, setting) in ((int, string)[])[(options.ApiPort, "--api-port"), (options.AdminPort, "--admin-port"),
            (options.ControlPort, "--control-port"), (options.RegistryPort, "--registry-port"), (options.FirstServicePort, Services)])
        {
            if (port is < 1 or > Last)
                throw new TopologyException($"{setting} {port} is not a port: choose one from 1 to {Last}.");
        }

        var highest = Last - options.Instances.Count + 1;
        if (HasFixedServices(options) && options.FirstServicePort > highest)
            throw new TopologyException($"{Services} {options.FirstServicePort} is too high: {options.Instances.Count} services have ports from it on, so choose one up to {highest}.");

        if (Of(options).GroupBy(chosen => chosen.Port, chosen => chosen.Setting).FirstOrDefault(settings => settings.Count() > 1) is { } same)
            throw new TopologyException($"{Collision(same.Key, same.First(), same.Last(), options)}: choose another for one of them.");
    }

    static string Collision(int port, string one, string other, SystemOptions options) => other == Services
        ? $"{one} {port} collides with {Services} {options.FirstServicePort}, which gives the services {options.FirstServicePort} to {options.FirstServicePort + options.Instances.Count - 1}"
        : $"{one} and {other} are both {port}";

    static bool HasFixedServices(SystemOptions options) => options.Level.ProcessPerModule && !options.Level.IsDiscovered;
}
