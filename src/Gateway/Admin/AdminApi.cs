using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Modular.Gateway.Canary.Control;
using Modular.Gateway.Configuration;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Health;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Admin;

/// <summary>What an operator can ask the gateway, and make it do.</summary>
sealed class AdminApi(
    ViewReader views,
    ServiceDirectory directory,
    RegistryBook registries,
    DecisionLog decisions,
    PolicyApi policies,
    CanaryApi canaries,
    IConfiguration configuration,
    AdminOptions admin,
    DiscoveryOptions discovery,
    ForwardingOptions forwarding,
    TimeProvider time)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/services", () => views.Services()).WithSummary("All services.");
        endpoints.MapGet("/services/{name}", Service).WithSummary("One service with its instances.");
        endpoints.MapDelete("/services/{name}", Forget).WithSummary("Forgets a service without instances, and its routes.");
        endpoints.MapGet("/instances", (string? service) => views.Instances(service)).WithSummary("All instances, or those of a service.");
        endpoints.MapGet("/instances/{id}", Instance).WithSummary("One instance.");
        endpoints.MapPost("/instances/{id}/drain", Drain).WithSummary("Sends an instance nothing new; what it has, it finishes.");
        endpoints.MapPost("/instances/{id}/undrain", Undrain).WithSummary("Ends what drain began.");
        endpoints.MapGet("/routes", views.Routes).WithSummary("The effective routes, conflicts between them, and registrations that could not be read.");
        policies.Map(endpoints);
        canaries.Map(endpoints);
        endpoints.MapGet("/config", Config).WithSummary("The settings in force.");
        endpoints.MapGet("/registries", () => registries.Statuses).WithSummary("How each registry does.");
        endpoints.MapGet("/decisions", Decisions).WithSummary($"The last {DecisionLog.Capacity} decisions of the gateway, or those after an id.");
        endpoints.MapGet("/decisions/stream", Stream).WithSummary("Decisions as they are made, as server-sent events. Resumes after Last-Event-ID.");
    }

    Results<Ok<ServiceDetailView>, NotFound> Service(string name) => views.Service(name) is { } service ? TypedResults.Ok(service) : TypedResults.NotFound();

    Results<NoContent, NotFound, Conflict> Forget(string name)
    {
        if (directory.Find(name) is null)
            return TypedResults.NotFound();
        return directory.Forget(name) ? TypedResults.NoContent() : TypedResults.Conflict();
    }

    Results<Ok<InstanceView>, NotFound> Instance(string id) =>
        views.Find(id) is var (service, instance) ? TypedResults.Ok(views.Of(service, instance)) : TypedResults.NotFound();

    Results<Ok<InstanceView>, NotFound> Drain(string id) => Change(id, static (life, now) => life.Drain(now, "drained by the operator"));

    Results<Ok<InstanceView>, NotFound> Undrain(string id) => Change(id, static (life, now) => life.Undrain(now, "undrained by the operator"));

    Results<Ok<InstanceView>, NotFound> Change(string id, Func<Life, DateTimeOffset, Life> happen)
    {
        if (views.Find(id) is not var (service, instance))
            return TypedResults.NotFound();
        service.Service.Change(instance, life => happen(life, time.GetUtcNow()));
        instance.CheckNow();
        return TypedResults.Ok(views.Of(service, instance));
    }

    ConfigView Config() => new(
        discovery,
        forwarding,
        configuration.Read<HealthOptions>(HealthOptions.Section),
        configuration.Read<BalancingOptions>(BalancingOptions.Section),
        admin,
        views.Configs());

    DecisionsView Decisions(string? service, long since = 0)
    {
        // Before the decisions: one that is made meanwhile must not be skipped by who asks from here.
        var last = decisions.Last;
        var found = decisions.Since(since, service);
        return new(found.Count > 0 ? Math.Max(last, found[^1].Id) : last, found);
    }

    // The server that stops waits for its requests, and this one would never end by itself.
    ServerSentEventsResult<Decision> Stream(HttpRequest request, IHostApplicationLifetime server, string? service, CancellationToken aborted, long since = 0)
    {
        if (long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            since = last;
        return TypedResults.ServerSentEvents(EventsAsync(since, service, server.ApplicationStopping, aborted));
    }

    async IAsyncEnumerable<SseItem<Decision>> EventsAsync(long since, string? service, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        await foreach (var decision in decisions.FollowAsync(since, service, end.Token))
            yield return new(decision, decision.Kind) { EventId = decision.Id.ToString(CultureInfo.InvariantCulture) };
    }
}
