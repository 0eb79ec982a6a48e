using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>The processes that make a level, in the order in which they are started.</summary>
sealed class SystemPlan(SystemOptions options)
{
    public const string Gateway = "gateway";
    const string HostAssembly = "modular.dll";
    const string GatewayAssembly = "modular-gateway.dll";

    /// <summary>What the services need: they are started once these are ready.</summary>
    public IEnumerable<ProcessPlan> Foundations => options.Level.ProcessPerModule ? [GatewayProcess()] : [];

    public IEnumerable<ProcessPlan> Services => options.Level.ProcessPerModule
        ? options.Instances.SelectMany(service => Enumerable.Range(1, service.Value).Select(number => Instance(service.Key, number)))
        : [new("modular", "modular", HostAssembly, [.. Topology()], options.ApiPort)];

    /// <summary>Whether a service may have more instances, or fewer.</summary>
    public bool CanScale => options.Level.IsDiscovered;

    /// <summary>One more instance of a service.</summary>
    public ProcessPlan Instance(string service, int number)
    {
        string[] registry = options.Level.IsDiscovered ? ["--registry", RegistryAddress] : [];
        return new($"{service}-{number}", service, HostAssembly, [.. Topology(), "--modules", service, .. registry],
            options.Level.IsDiscovered ? null : FixedPortOf(service));
    }

    string RegistryAddress => $"http://127.0.0.1:{options.RegistryPort}";

    ProcessPlan GatewayProcess()
    {
        string[] registry = options.Level.IsDiscovered
            ? [$"--Registry:Embedded:Port={options.RegistryPort}", $"--Registry:Address={RegistryAddress}"]
            : [.. options.Instances.Keys.SelectMany(service => new[]
            {
                $"--Registry:Static:{service}:0:Address=http://127.0.0.1:{FixedPortOf(service)}",
                $"--Registry:Static:{service}:0:Routes={RoutesOf(service)}",
                $"--Registry:Static:{service}:0:OpenApi=/openapi/v1.json",
            })];
        return new(Gateway, Gateway, GatewayAssembly, [$"--Admin:Urls=http://127.0.0.1:{options.AdminPort}", .. registry], options.ApiPort, "/health/live");
    }

    IEnumerable<string> Topology()
    {
        yield return "--level";
        yield return $"{options.Level.Number}";
        if (options.Transport is { } transport)
        {
            yield return "--transport";
            yield return transport;
        }
    }

    static string RoutesOf(string service) =>
        string.Join(",", ModuleRoutes.Of(ModuleTopology.Modules.Where(module => module.Name == service)));

    int FixedPortOf(string service) => options.FirstServicePort + options.Instances.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(service);
}
