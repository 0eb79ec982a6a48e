using JasperFx.CommandLine;
using Modular.Host.Faults;
using Modular.Host.Postgres;
using Modular.Host.Supervision;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Hosting;

namespace Modular.Host.Commands.Up;

/// <summary><c>modular up</c>: a whole system on this machine, each of its processes a child of this one.</summary>
[Description("Run a whole level on this machine: gateway, registry and services as processes of their own; Ctrl-C stops them all")]
public sealed class UpCommand : OwnCommand<UpInput>
{
    protected override async Task<bool> RunAsync(UpInput input)
    {
        using var host = input.BuildHost();
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        var topology = host.Services.GetRequiredService<TopologyOptions>();
        var options = OptionsFrom(input, topology, configuration);
        options.ThrowIfInvalid();
        foreach (var (url, setting) in options.Addresses)
            Addresses.CheckFree(url, setting);

        if (string.IsNullOrEmpty(configuration["Logging:Format"]))
            configuration["Logging:Format"] = "text";
        using var stop = new StopSignal();
        if (BrokerAddress.Of(topology.Transport, configuration) is { } broker)
            await new BrokerProbe(TimeProvider.System).CheckAsync(broker, stop.Token);
        await using var database = await SystemDatabase.StartAsync(configuration, topology, stop.Token);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var log = ProcessLog.OfThisTerminal();
        var context = new SupervisorContext(log, new(http, TimeProvider.System), TimeProvider.System)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Modular"] = database.ConnectionString,
                ["Supervision__Lifeline"] = "true",
                ["Logging__Format"] = configuration["Logging:Format"]!,
            },
        };
        await using var supervisor = new Supervisor(new(options), context);
        await using var control = await ControlApi.StartAsync(supervisor, options.ControlPort, stop.Token);
        try
        {
            await supervisor.StartAsync(stop.Token);
            if (options.Level.ProcessPerModule)
                await UntilRoutedAsync(options, supervisor, new(http, TimeProvider.System), log, stop.Token);
            log.Show(SystemTable.Of(options, supervisor.Processes, database.Description));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            log.Say("up", "stopping everything");
        }

        return true;
    }

    static async Task UntilRoutedAsync(SystemOptions options, Supervisor supervisor, RoutedProbe probe, ProcessLog log, CancellationToken cancellation)
    {
        var running = supervisor.Processes
            .Where(process => process.State == ProcessState.Ready && options.Instances.ContainsKey(process.Plan.Service))
            .CountBy(process => process.Plan.Service)
            .ToDictionary(StringComparer.Ordinal);
        var missing = await probe.WaitAsync(new($"http://127.0.0.1:{options.AdminPort}"), running, cancellation);
        if (missing.Count > 0)
            log.Say("up", $"the gateway does not send requests to all of {string.Join(", ", missing)} yet: `status --gateway http://127.0.0.1:{options.AdminPort}` tells why");
    }

    // Two systems on one machine have two ports.
    static string KeysFileOf(PostgresOptions options, int registryPort) =>
        Path.Combine(Path.GetFullPath(options.DataDirectory ?? DataFolder.DefaultRoot), "registry", $"keys-{registryPort}.json");

    static SystemOptions OptionsFrom(UpInput input, TopologyOptions topology, IConfiguration configuration) => new()
    {
        Level = topology.Level,
        Instances = WantedInstances.Parse(input.InstancesFlag, [.. ModuleTopology.Modules.Select(module => module.Name)]),
        OwnVersion = InstanceOptions.From(configuration).Version,
        Faults = WantedFault.Parse(configuration[FaultOptions.Key]),
        Transport = topology.Transport?.ToString(),
        DatabasePerModule = topology.DatabasePerModule,
        ApiPort = input.ApiPortFlag,
        AdminPort = input.AdminPortFlag,
        ControlPort = input.ControlPortFlag,
        RegistryPort = input.RegistryPortFlag,
        Registry = configuration["Registry:Address"] is { Length: > 0 } registry ? registry : null,
        RegistryKeysFile = configuration["Registry:Embedded:KeysFile"] ?? KeysFileOf(PostgresOptions.From(configuration), input.RegistryPortFlag),
        FirstServicePort = input.ServicePortFlag,
    };
}
