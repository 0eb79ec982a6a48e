using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Modular.Gateway.Canary.Control;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Discovery.Drains;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.ServiceDefaults.Problems;

namespace Modular.Gateway.Admin;

/// <summary>What an operator can ask the gateway, and make it do.</summary>
sealed class AdminApi(
    ViewReader views,
    ServiceDirectory directory,
    RegistryBook registries,
    DrainBook drains,
    DecisionLog decisions,
    PolicyApi policies,
    CanaryApi canaries,
    IConfiguration configuration)
{
    static readonly ProblemType Ambiguous = new("ambiguous-instance", "Add service= to the query, or use an id as it stands under candidates.");

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/services", () => views.Services()).WithSummary("All services.");
        endpoints.MapGet("/services/{name}", Service).WithSummary("One service with its instances.");
        endpoints.MapDelete("/services/{name}", Forget).WithSummary("Forgets a service without instances, and its routes.");
        endpoints.MapGet("/instances", (string? service) => views.Instances(service)).WithSummary("All instances, or those of a service.");
        Describe(endpoints.MapGet("/instances/{id}", Instance), "One instance.");
        Describe(endpoints.MapPost("/instances/{id}/drain", Drain), "Sends an instance nothing new, until undrain, at all gateways of the registry; what it has, it finishes.");
        Describe(endpoints.MapPost("/instances/{id}/undrain", Undrain), "Ends what drain began.");
        endpoints.MapGet("/routes", views.Routes).WithSummary("The effective routes, conflicts between them, and registrations that could not be read.");
        policies.Map(endpoints);
        canaries.Map(endpoints);
        endpoints.MapGet("/config", () => ConfigView.Of(configuration, views.Configs())).WithSummary("The settings in force.");
        endpoints.MapGet("/registries", () => registries.Statuses).WithSummary("How each registry does.");
        endpoints.MapGet("/decisions", Decisions).WithSummary($"The last {DecisionLog.Capacity} decisions of the gateway, or those after an id.");
        endpoints.MapGet("/decisions/stream", Stream).WithSummary("Decisions as they are made, as server-sent events. Resumes after Last-Event-ID.");
    }

    static void Describe(RouteHandlerBuilder endpoint, string summary) => endpoint
        .WithSummary(summary)
        .WithDescription("409 with the candidates where several instances have the id: say of which service, or the whole id with the address.")
        .ProducesProblem(StatusCodes.Status409Conflict);

    Results<Ok<ServiceDetailView>, NotFound> Service(string name) => views.Service(name) is { } service ? TypedResults.Ok(service) : TypedResults.NotFound();

    Results<NoContent, NotFound, Conflict> Forget(string name)
    {
        if (directory.Find(name) is null)
            return TypedResults.NotFound();
        return directory.Forget(name) ? TypedResults.NoContent() : TypedResults.Conflict();
    }

    Task<Results<Ok<InstanceView>, NotFound, ProblemHttpResult>> Instance(string id, string? service) => DoAsync(id, service, static (_, _) => Task.CompletedTask);

    Task<Results<Ok<InstanceView>, NotFound, ProblemHttpResult>> Drain(string id, string? service, CancellationToken aborted) =>
        DoAsync(id, service, (name, instance) => drains.SetAsync(name, instance, isDrained: true, aborted));

    Task<Results<Ok<InstanceView>, NotFound, ProblemHttpResult>> Undrain(string id, string? service, CancellationToken aborted) =>
        DoAsync(id, service, (name, instance) => drains.SetAsync(name, instance, isDrained: false, aborted));

    async Task<Results<Ok<InstanceView>, NotFound, ProblemHttpResult>> DoAsync(string id, string? service, Func<string, InstanceKey, Task> act)
    {
        switch (views.Find(id, service))
        {
            case []:
                return TypedResults.NotFound();
            case [var (registered, instance)]:
                await act(registered.Service.Name, InstanceKey.Of(instance));
                return TypedResults.Ok(views.Of(registered, instance));
            case var several:
                return TypedResults.Problem(new ProblemDetails
                {
                    Status = StatusCodes.Status409Conflict,
                    Title = "Several instances have this id.",
                    Type = Ambiguous.Uri,
                    Detail = Ambiguous.Advice,
                    Extensions = { ["candidates"] = several.Select(found => new CandidateView(found.Service.Service.Name, found.Instance.Id)).ToList() },
                });
        }
    }

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
