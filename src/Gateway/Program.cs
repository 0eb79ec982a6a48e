using Modular.Gateway;
using Modular.Gateway.Admin;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.UseDefaultAddress();
builder.AddTelemetry();
builder.AddProblems();
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
