using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Api;

/// <summary><c>/v1/agent/check</c>: checks, and what they report of themselves. Source: Consul's documentation of <c>/agent/check</c>.</summary>
static class CheckEndpoints
{
    public static void MapChecks(this IEndpointRouteBuilder api, RegistryState state)
    {
        api.MapGet("/agent/checks", () => Checks(state));
        api.MapPut("/agent/check/register", (HttpRequest request, CancellationToken cancellation) => RegisterAsync(state, request, cancellation));
        api.MapPut("/agent/check/deregister/{**id}", (string? id) => Deregister(state, RestOfPath.Unescaped(id)));
        api.MapPut("/agent/check/pass/{**id}", (string? id, string? note) => Report(state, RestOfPath.Unescaped(id), CheckStatus.Passing, note));
        api.MapPut("/agent/check/warn/{**id}", (string? id, string? note) => Report(state, RestOfPath.Unescaped(id), CheckStatus.Warning, note));
        api.MapPut("/agent/check/fail/{**id}", (string? id, string? note) => Report(state, RestOfPath.Unescaped(id), CheckStatus.Critical, note));
        api.MapPut("/agent/check/update/{**id}", (string? id, HttpRequest request, CancellationToken cancellation) => UpdateAsync(state, RestOfPath.Unescaped(id), request, cancellation));
    }

    static IResult Checks(RegistryState state)
    {
        lock (state.Gate)
            return Answers.Of(state.Checks.All.ToDictionary(check => check.Id, check => check.View(state.Node.Name), StringComparer.Ordinal));
    }

    static async Task<IResult> RegisterAsync(RegistryState state, HttpRequest request, CancellationToken cancellation)
    {
        var (definition, problem) = await Answers.BodyAsync<CheckDefinition>(request, cancellation);
        if (definition is null)
            return Answers.BadRequest(problem);
        if (string.IsNullOrEmpty(definition.Name))
            return Answers.BadRequest("Missing check name");
        if (CheckPlan.From(definition, definition.Name, definition.Name, out problem) is not { } plan)
            return Answers.BadRequest($"Invalid check: {problem}");

        lock (state.Gate)
        {
            var service = string.IsNullOrEmpty(definition.ServiceID) ? null : state.Catalogue.Find(definition.ServiceID);
            if (service is null && !string.IsNullOrEmpty(definition.ServiceID))
                return Answers.NotFound($"ServiceID \"{definition.ServiceID}\" does not exist");

            state.Checks.Put(plan, service);
            return TypedResults.Ok();
        }
    }

    static IResult Deregister(RegistryState state, string id)
    {
        lock (state.Gate)
        {
            if (state.Checks.Find(id) is not { } check)
                return Unknown(id);

            state.Checks.Remove(check);
            return TypedResults.Ok();
        }
    }

    static async Task<IResult> UpdateAsync(RegistryState state, string id, HttpRequest request, CancellationToken cancellation)
    {
        var (update, problem) = await Answers.BodyAsync<CheckReport>(request, cancellation);
        if (update is null)
            return Answers.BadRequest(problem);
        return CheckStatus.IsKnown(update.Status ?? "")
            ? Report(state, id, update.Status!, update.Output)
            : Answers.BadRequest($"Invalid check status: '{update.Status}'");
    }

    static IResult Report(RegistryState state, string id, string status, string? note)
    {
        lock (state.Gate)
        {
            if (state.Checks.Find(id) is not { } check)
                return Unknown(id);
            if (check.Plan?.Ttl is null)
                return Answers.Failed($"CheckID \"{id}\" does not have associated TTL");

            state.Checks.Report(check, status, note ?? "");
            return TypedResults.Ok();
        }
    }

    static IResult Unknown(string id) => Answers.NotFound($"Unknown check ID \"{id}\". Ensure that the check ID is passed, not the check name.");

    sealed record CheckReport(string? Status, string? Output);
}
