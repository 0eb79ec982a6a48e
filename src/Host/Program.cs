using Modular.Host.Commands;
using Modular.Host.Startup;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;

try
{
    var builder = WebApplication.CreateBuilder(args);
    await using var postgres = await builder.StartDatabaseAsync(args);
    builder.UseDefaultAddress();
    builder.KeepCleanForJson(args);
    builder.AddTelemetry();
    builder.AddProblems();
    builder.AddPreparation();
    builder.AddModules();
    builder.AddModuleHealth();
    builder.AddApi();

    await using var app = builder.Build();
    app.Prepare(args);
    app.UseCorrelation();
    app.UseProblems();
    app.MapHealth();
    app.MapMetricsPage();
    app.MapApi();
    app.ShowBanner(postgres);

    return await app.RunCommandAsync(args);
}
catch (Exception failure) when (StartupFailure.Explain(failure) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
