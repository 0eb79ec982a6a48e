using Modular.Gateway.Registry;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Supervision;
using Modular.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.AddLifeline();
builder.AddTelemetry();
builder.AddProblems();
builder.AddHealth();
builder.AddEmbeddedRegistry();

await using var app = builder.Build();
app.UseCorrelation();
app.UseProblems();
app.MapHealth();
app.MapMetricsPage();
await app.RunAsync();
