using Microsoft.AspNetCore.Http.HttpResults;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Canary.Control;

/// <summary>What an operator can ask about rollouts, and do to them. Any gateway will do: the leading one obeys what the registry has.</summary>
sealed class CanaryApi(CanaryBook book, ServiceDirectory services, PolicyStore policies, Webhooks webhooks, DecisionLog decisions, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/canaries", () => book.All.Select(View)).WithSummary("All rollouts.");
        endpoints.MapGet("/canaries/{service}", One).WithSummary("The rollout of a service, with the figures of its last verdict.");
        endpoints.MapPost("/canaries/{service}", StartAsync).WithSummary("Begins a rollout: a new version gets more and more of the traffic, and is judged by it.");
        endpoints.MapPost("/canaries/{service}/pause", (string service, CancellationToken cancellation) => OperateAsync(service, "pause", Operator.Pause, cancellation))
            .WithSummary("Keeps the weight as it is. A canary that fails far too often is taken back all the same.");
        endpoints.MapPost("/canaries/{service}/resume", (string service, CancellationToken cancellation) => OperateAsync(service, "resume", Operator.Resume, cancellation))
            .WithSummary("Ends what pause began.");
        endpoints.MapPost("/canaries/{service}/promote", (string service, CancellationToken cancellation) => OperateAsync(service, "promote", Operator.Promote, cancellation))
            .WithSummary("Makes the canary the stable version, whatever the analysis says.");
        endpoints.MapPost("/canaries/{service}/abort", (string service, CancellationToken cancellation) => OperateAsync(service, "abort", Operator.Abort, cancellation))
            .WithSummary("Takes the canary back: the next request is the stable version's.");
        endpoints.MapDelete("/canaries/{service}", ForgetAsync).WithSummary("Forgets the rollouts of a service: all versions get requests again.");
    }

    Results<Ok<CanaryView>, NotFound> One(string service) => book.Find(service) is { } entry ? TypedResults.Ok(View(entry)) : TypedResults.NotFound();

    async Task<Results<Ok<CanaryView>, ProblemHttpResult>> StartAsync(string service, StartRequest wanted, CancellationToken cancellation)
    {
        if (services.Find(service)?.Service is not { } found)
            return Problem(StatusCodes.Status404NotFound, $"There is no service '{service}'. There are: {string.Join(", ", services.All.Select(registered => registered.Service.Name))}.");
        if (book.Find(found.Name) is { Record.State: { IsActive: true } under })
            return Problem(StatusCodes.Status409Conflict, $"{under.Canary} is being tried already ({under.Reason}): abort or promote it first.");

        var running = Versions.Of(found.Instances);
        var stable = wanted.Stable ?? StableBeside(found.Name, wanted.Canary, running);
        var document = policies.Current.CanaryOf(found.Name);
        var plan = wanted.PlanOver(document is null ? null : PlanReader.PlanOf(document), out var failures);
        if ((Mistake(wanted.Canary, stable, running) ?? (failures is [var first, ..] ? first : null)) is { } mistake)
            return Problem(StatusCodes.Status422UnprocessableEntity, mistake);

        var now = time.GetUtcNow();
        var reason = $"{wanted.Canary} is to be tried beside {stable}, by the operator";
        return await SaveAsync(
            () => book.ChangeAsync(
                found.Name,
                record => record is { State.IsActive: true } ? null : new(found.Name, 0, DateTimeOffset.UnixEpoch, wanted.Canary, plan, RolloutState.Initialized(stable!, now) with { Reason = reason }, [], book.Name, Known: record?.Known),
                cancellation),
            "canary-requested");
    }

    async Task<Results<Ok<CanaryView>, ProblemHttpResult>> OperateAsync(
        string service, string verb, Func<RolloutState, DateTimeOffset, Transition?> operate, CancellationToken cancellation)
    {
        if (book.Find(service) is not { } entry)
            return Problem(StatusCodes.Status404NotFound, $"There is no rollout of '{service}'.");
        Transition? made = null;
        var result = await SaveAsync(
            () => book.ChangeAsync(
                entry.Record.Service,
                record => (made = record is null ? null : operate(record.State, time.GetUtcNow())) is { } transition ? record! with { State = transition.State } : null,
                cancellation),
            $"canary-{verb}",
            () => $"There is nothing to {verb}: {entry.Record.State.Phase}, {entry.Record.State.Reason}.");
        // Not waited for: the operator wants to know whether it is done, not whether somebody listens.
        if (result.Result is Ok<CanaryView>)
            _ = webhooks.TellAsync(policies.Current.CanaryOf(entry.Record.Service), made!, CancellationToken.None);
        return result;
    }

    async Task<Results<NoContent, NotFound, ProblemHttpResult>> ForgetAsync(string service, CancellationToken cancellation)
    {
        if (book.Find(service) is not { } entry)
            return TypedResults.NotFound();
        if (policies.Current.CanaryOf(service) is { } document)
            return Problem(StatusCodes.Status409Conflict, $"{document.Id} ({document.Place}) wants it: take that out first.");
        var result = await SaveAsync(
            () => book.ChangeAsync(entry.Record.Service, record => record is null ? null : record with { Forgotten = true, State = record.State with { Reason = "forgotten by the operator" } }, cancellation),
            "canary-forgotten");
        return result.Result is ProblemHttpResult problem ? problem : TypedResults.NoContent();
    }

    async Task<Results<Ok<CanaryView>, ProblemHttpResult>> SaveAsync(Func<Task<CanaryEntry?>> change, string kind, Func<string>? nothing = null)
    {
        try
        {
            if (await change() is not { } entry)
                return Problem(StatusCodes.Status409Conflict, nothing?.Invoke() ?? "It has changed meanwhile: look again.");
            decisions.Record(kind, entry.Record.Service, instance: null, entry.Record.State.Reason);
            return TypedResults.Ok(View(entry));
        }
        catch (ConsulException failure)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, $"The registry keeps the rollouts, and could not be told: {failure.Message}. Nothing has changed.");
        }
    }

    string? StableBeside(string service, string? canary, IReadOnlyDictionary<string, int> running) =>
        book.Find(service)?.Record.State.Stable is { } known && known != canary && running.ContainsKey(known)
            ? known
            : Versions.Stable(running.Where(version => version.Key != canary).ToDictionary(StringComparer.Ordinal));

    static string? Mistake(string? canary, string? stable, IReadOnlyDictionary<string, int> running)
    {
        var known = running.Count == 0 ? "no instance names a version in its metadata" : $"there run {string.Join(", ", running.OrderBy(static version => version.Key, StringComparer.Ordinal).Select(static version => $"{version.Key} ({version.Value})"))}";
        return canary is null ? $"canary must be the version to try; {known}."
            : !running.ContainsKey(canary) ? $"canary: no instance of version '{canary}' takes requests; {known}."
            : stable is null ? $"stable: there is no other version than '{canary}'; {known}."
            : !running.ContainsKey(stable) ? $"stable: no instance of version '{stable}' takes requests; {known}."
            : stable == canary ? $"stable and canary are both '{canary}'; {known}."
            : null;
    }

    CanaryView View(CanaryEntry entry)
    {
        var (record, state) = (entry.Record, entry.Record.State);
        var document = policies.Current.CanaryOf(record.Service);
        var plan = record.Plan ?? (document is null ? null : PlanReader.PlanOf(document));
        return new(
            record.Service,
            $"{state.Phase}",
            state.Stable,
            state.Phase == RolloutPhase.Succeeded ? null : state.Canary ?? record.Wanted,
            state.Weight,
            state.FailedChecks,
            state.Iterations,
            state.Windows,
            state.Paused,
            state.Reason,
            state.IsActive && plan is not null ? Later(record.Ticked + plan.Interval, time.GetUtcNow()) : null,
            record.By,
            record.Plan is not null ? "command" : document is not null ? $"{document.Place}" : "nothing: its document is gone. It stands still, and the stable version has everything",
            plan,
            [.. record.Findings.Select(FindingView.Of)]);
    }

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
