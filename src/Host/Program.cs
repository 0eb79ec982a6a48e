using Modular.Host.Commands;
using Modular.Host.Faults;
using Modular.Host.Startup;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Supervision;
using Modular.ServiceDefaults.Telemetry;
using StartupFailure = Modular.Host.Startup.StartupFailure;

try
{
    args = Help.Take(args);
    var builder = WebApplication.CreateBuilder(args);
    builder.AddSecretFiles();
    var arguments = builder.Configuration.TakeSwitches(args);
    KnownCommands.ThrowIfUnknown(arguments);
    var topology = TopologyOptions.From(builder.Configuration, CommandLine.IsCommand(arguments));
    var faults = FaultOptions.From(builder.Configuration, CommandLine.IsCommand(arguments));
    builder.UseDefaultAddress();
    if (!CommandLine.IsCommand(arguments))
    {
        builder.CheckAddresses();
        await builder.CheckBrokerAsync(topology);
    }

    await using var postgres = await builder.StartDatabaseAsync(arguments, topology);
    if (CommandLine.Is(arguments, "up"))
        SystemTopology.ThrowIfInvalid(topology, builder.Configuration);
    builder.KeepOutputClean(arguments);
    builder.AddLifeline();
    builder.AddTelemetry();
    builder.AddProblems();
    builder.AddPreparation();
    builder.AddModules(topology);
    builder.AddModuleHealth(topology);
    if (!CommandLine.IsCommand(arguments))
        builder.AddAnnouncements(topology);
    builder.AddApi();

    await using var app = builder.Build();
    app.Prepare(arguments);
    app.UseCorrelation();
    app.UseProblems();
    app.UseFaults(faults, topology);
    app.MapHealth();
    app.MapMetricsPage();
    app.MapApi();
    app.ShowBanner(postgres, topology, faults);

    return await app.RunCommandAsync(arguments);
}
catch (Exception failure) when (StartupFailure.Explain(failure) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
