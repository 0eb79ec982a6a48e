using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Modular.Gateway.Canary.Control;
using Modular.Gateway.Configuration;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Discovery.Drains;
using Modular.Gateway.Documentation;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Health;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Measuring;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Routing;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Discovery.Keys;
using Modular.ServiceDefaults.Documentation;
using Modular.ServiceDefaults.Health;
using Modular.ServiceDefaults.Problems;
using Modular.ServiceDefaults.Telemetry;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Modular.Gateway;

/// <summary>The gateway: what registers itself is found, watched, balanced and forwarded to.</summary>
static class GatewayExtensions
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of its range.</exception>
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddDiscovery();
        builder.AddPolicies();
        builder.AddForwarding();
        builder.AddCanaries();
        // One for all probes: it knows how long the gateway has waited.
        builder.Services.AddSingleton<RegistryCheck>();
        builder.AddHealth().AddCheck<RegistryCheck>("registry");
        builder.Services.AddSingleton<IApiDocument, ServiceDocuments>();
    }

    /// <summary>Maps what services have registered. Before everything else is matched, and behind it in order.</summary>
    public static void MapServices(this IEndpointRouteBuilder endpoints)
    {
        var forward = endpoints.ServiceProvider.GetRequiredService<RequestForwarder>();
        endpoints.MapReverseProxy(pipeline => pipeline.Run(forward.ForwardAsync))
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .DisableHttpMetrics();
    }

    /// <summary>Serves the merged OpenAPI document and its page, and the index where no service has registered the root for itself.</summary>
    public static void MapMergedDocumentation(this IEndpointRouteBuilder endpoints) => endpoints.MapDocumentation().Add(static endpoint =>
    {
        var page = (RouteEndpointBuilder)endpoint;
        page.Order = page.RoutePattern.PathSegments.Count == 0 ? ProxyConfig.OrderLast : ProxyConfig.OrderOfDocumentation;
    });

    /// <summary>Problems for what the gateway answers itself: what it forwards brings its own, and streams of any length.</summary>
    public static void UseOwnProblems(this WebApplication app)
    {
        var requests = app.Services.GetRequiredService<OwnRequests>();
        app.UseWhen(
            static context => context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null,
            own => own.UseThreadPool().Use(requests.CountAsync).UseProblems());
    }

    static void AddDiscovery(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var services = builder.Services;
        services.AddSingleton(configuration.Read<DiscoveryOptions>(DiscoveryOptions.Section));
        builder.CheckServices();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Dice, ThreadDice>();
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<RouteSource>();
        services.AddSingleton<ServedRoutes>();
        services.AddSingleton<IngressDirectory>();
        services.TryAddSingleton<IHealthProbe, HttpHealthProbe>();
        services.AddSingleton<IInstanceWatch, HealthChecker>();
        services.AddSingleton<ServiceDirectory>();
        services.AddSingleton<RegistryBook>();
        // Where there is no registry to share them with, drains, policies and rollouts live as long as the gateway.
        services.TryAddSingleton<IKeyValueStore, MemoryKeys>();
        services.AddSingleton<DrainBook>();
        // Before whoever waits at the start until the registry has told of its keys.
        services.AddHostedService<DrainFollower>();
        services.AddHostedService<RegistryFollower>();
    }

    static void AddForwarding(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var forwarding = builder.Configuration.Read<ForwardingOptions>(ForwardingOptions.Section);
        services.AddSingleton(forwarding);
        services.AddSingleton<Upstream>();
        services.AddSingleton<IForwarderHttpClientFactory>(provider => provider.GetRequiredService<Upstream>());
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<OwnRequests>();
        services.AddSingleton(new UnexportedInstruments(GatewayMetrics.Replaced));
        services.AddSingleton<ForwardingProblems>();
        services.AddSingleton<Mirroring>();
        services.AddSingleton(RoutePolicy.Default with { Retry = RetryPolicy.Safe with { Attempts = forwarding.Retries } });
        services.AddSingleton<TrafficDirector>();
        services.AddSingleton<AttemptForwarder>();
        services.AddSingleton<RequestForwarder>();
        services.AddHostedService<OutlierWatch>();
        services.AddHostedService<PolicyFollower>();
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<RouteSource>());
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<ServedRoutes>());
        services.AddReverseProxy();
        // It brings authorization, and that a middleware around every request; no route here asks for any.
        services.RemoveAll<IAuthorizationHandlerProvider>();
    }

    /// <summary>A mistake in the settings of one service is found at the start, not when the service comes.</summary>
    static void CheckServices(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        configuration.Read<HealthOptions>(HealthOptions.Section);
        configuration.Read<BalancingOptions>(BalancingOptions.Section);
        configuration.Read<LimitOptions>(LimitOptions.Section);
        configuration.Read<BreakerOptions>(BreakerOptions.Section);
        configuration.Read<OutlierOptions>(OutlierOptions.Section);
        foreach (var service in configuration.GetSection("Services").GetChildren())
        {
            configuration.ReadFor<HealthOptions>(service.Key, HealthOptions.Section);
            configuration.ReadFor<BalancingOptions>(service.Key, BalancingOptions.Section);
            configuration.ReadFor<LimitOptions>(service.Key, LimitOptions.Section);
            configuration.ReadFor<BreakerOptions>(service.Key, BreakerOptions.Section);
            configuration.ReadFor<OutlierOptions>(service.Key, OutlierOptions.Section);
        }
    }
}
