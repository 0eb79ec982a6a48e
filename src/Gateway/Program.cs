using Modular.Gateway;
using Modular.Gateway.Admin;
using Modular.Gateway.Registry;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Supervision;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.UseDefaultAddress();
builder.AddLifeline();
builder.AddTelemetry();
builder.AddProblems();
builder.AddEmbeddedRegistry();
builder.AddServiceRegistry();
builder.AddGateway();
builder.AddAdmin();

await using var app = builder.Build();
app.UseCorrelation();
app.UseRouting();
app.UseOwnProblems();
app.MapHealth();
app.MapMetricsPage();
app.MapServices();
await app.RunAsync();
