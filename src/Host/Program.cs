using Modular.Host.Commands;
using Modular.Host.Startup;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);
await using var postgres = await builder.StartDatabaseAsync(args);
builder.AddTelemetry();
builder.AddProblems();
builder.AddModules();
builder.AddModuleHealth();
builder.AddApi();

await using var app = builder.Build();
app.UseCorrelation();
app.UseProblems();
app.MapHealth();
app.MapMetricsPage();
app.MapApi();
app.ShowBanner(postgres);

return await app.RunCommandAsync(args);
