using Modular.Gateway;
using Modular.Gateway.Admin;
using Modular.Gateway.Configuration;
using Modular.Gateway.Edge;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Policy.Checking;
using Modular.Gateway.Registry;
using Modular.Gateway.Routing;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Supervision;
using Modular.ServiceDefaults.Telemetry;

if (args is ["policy", .. var policy])
    return PolicyCommand.Run(policy, Console.Out, Console.Error);
if (args.AskForHelp())
    return Usage.Write(Console.Out);

try
{
    SocketThreads.CompleteInline();
    var builder = WebApplication.CreateBuilder(args);
    builder.UseDefaultAddress();
    builder.CheckAddresses();
    builder.AddLifeline();
    builder.AddTelemetry();
    builder.AddProblems();
    builder.AddEmbeddedRegistry();
    builder.AddServiceRegistry();
    builder.AddGateway();
    builder.AddEdge();
    builder.AddAdmin();

    await using var app = builder.Build();
    app.UseCorrelation();
    app.UseEdge();
    app.UseTrustedProxies();
    app.UseServiceRouting();
    app.UseEdgeLimits();
    app.UseOwnProblems();
    app.UseSettling();
    app.MapHealth();
    app.MapMetricsPage();
    app.MapMergedDocumentation();
    app.MapServices();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartupFailure.Explain(failure) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
