using System.Globalization;
using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Api;

/// <summary><c>/v1/agent</c>: the services of this node, by id. Source: Consul's documentation of <c>/agent/service</c>.</summary>
static class AgentEndpoints
{
    const string NoReason = "Maintenance mode is enabled for this service, but no reason was provided. This is a default message.";
    const string NoReasonOfNode = "Maintenance mode is enabled for this node, but no reason was provided. This is a default message.";

    public static void MapAgent(this IEndpointRouteBuilder api, RegistryState state)
    {
        api.MapGet("/agent/self", () => Answers.Of(Self(state.Node)));
        api.MapGet("/agent/services", () => Services(state));
        api.MapGet("/agent/service/{**id}", (string? id, HttpResponse response) => Service(state, RestOfPath.Unescaped(id), response));
        api.MapPut("/agent/service/register", (HttpRequest request, CancellationToken cancellation) => RegisterAsync(state, request, cancellation));
        api.MapPut("/agent/service/deregister/{**id}", (string? id) => Deregister(state, RestOfPath.Unescaped(id)));
        api.MapPut("/agent/service/maintenance/{**id}", (string? id, HttpRequest request) => Maintain(state, RestOfPath.Unescaped(id), request.Query));
        api.MapPut("/agent/maintenance", (HttpRequest request) => Maintain(state, null, request.Query));
    }

    static object Self(RegistryNode node) => new
    {
        Config = new { RegistryNode.Datacenter, NodeName = node.Name, NodeID = node.Id, Server = true, Version = "1.8.0" },
        Member = new { node.Name, Addr = RegistryNode.Address, Status = 1, Tags = new { dc = RegistryNode.Datacenter, role = "consul", id = node.Id } },
        Stats = new { },
        Meta = new { embedded = "modular" },
    };

    static IResult Services(RegistryState state)
    {
        lock (state.Gate)
            return Answers.Of(state.Catalogue.All.ToDictionary(entry => entry.Id, entry => entry.View(RegistryNode.Datacenter), StringComparer.Ordinal));
    }

    static IResult Service(RegistryState state, string id, HttpResponse response)
    {
        lock (state.Gate)
        {
            if (state.Catalogue.Find(id) is not { } entry)
                return Answers.NotFound($"unknown service ID: {id}");

            response.Headers["X-Consul-ContentHash"] = entry.ModifyIndex.ToString("x16", CultureInfo.InvariantCulture);
            return Answers.Of(entry.View(RegistryNode.Datacenter));
        }
    }

    static async Task<IResult> RegisterAsync(RegistryState state, HttpRequest request, CancellationToken cancellation)
    {
        var (definition, problem) = await Answers.BodyAsync<ServiceDefinition>(request, cancellation);
        if (definition is null)
            return Answers.BadRequest(problem);
        if (ServiceRules.Problem(definition) is { } broken)
            return Answers.BadRequest(broken);

        var id = string.IsNullOrEmpty(definition.ID) ? definition.Name! : definition.ID;
        if (Plans(definition, id, out problem) is not { } plans)
            return Answers.BadRequest($"Invalid check: {problem}");

        lock (state.Gate)
        {
            var service = state.Catalogue.Put(id, definition);
            if (QueryFlags.TryRead(request.Query, "replace-existing-checks", out var isReplacing) && isReplacing)
                foreach (var check in service.Checks.Values.Where(check => check.Plan is not null && plans.All(plan => plan.Id != check.Id)).ToList())
                    state.Checks.Remove(check);
            foreach (var plan in plans)
                state.Checks.Put(plan, service);
        }

        return TypedResults.Ok();
    }

    static List<CheckPlan>? Plans(ServiceDefinition definition, string id, out string problem)
    {
        problem = "";
        // As Consul does: one that says nothing is none.
        var checks = new[] { definition.Check }.Concat(definition.Checks ?? []).OfType<CheckDefinition>().Where(check => check != new CheckDefinition()).ToList();
        var plans = new List<CheckPlan>();
        foreach (var (number, check) in checks.Index())
        {
            var name = checks.Count == 1 ? $"service:{id}" : $"service:{id}:{number + 1}";
            if (CheckPlan.From(check, name, $"Service '{definition.Name}' check", out problem) is not { } plan)
                return null;
            plans.Add(plan);
        }

        return plans;
    }

    static IResult Deregister(RegistryState state, string id)
    {
        lock (state.Gate)
        {
            if (state.Catalogue.Find(id) is not { } service)
                return Answers.NotFound($"Unknown service ID \"{id}\". Ensure that the service ID is passed, not the service name.");

            state.Checks.RemoveService(service);
            return TypedResults.Ok();
        }
    }

    static IResult Maintain(RegistryState state, string? id, IQueryCollection query)
    {
        if (id is "")
            return Answers.BadRequest("Missing service ID");
        if (!query.ContainsKey("enable"))
            return Answers.BadRequest("Missing value for enable");
        if (!QueryFlags.TryParse(query["enable"], out var enable))
            return Answers.BadRequest($"Invalid value for enable: \"{query["enable"]}\"");

        lock (state.Gate)
        {
            var service = id is null ? null : state.Catalogue.Find(id);
            if (id is not null && service is null)
                return Answers.NotFound($"Unknown service ID \"{id}\". Ensure that the service ID is passed, not the service name.");

            var check = id is null ? "_node_maintenance" : $"_service_maintenance:{id}";
            if (!enable && state.Checks.Find(check) is { } standing)
                state.Checks.Remove(standing);
            if (enable)
                state.Checks.Stand(check, id is null ? "Node Maintenance Mode" : "Service Maintenance Mode", Reason(query, id), service);
            return TypedResults.Ok();
        }
    }

    static string Reason(IQueryCollection query, string? id) =>
        query["reason"].ToString() is { Length: > 0 } reason ? reason : id is null ? NoReasonOfNode : NoReason;
}
