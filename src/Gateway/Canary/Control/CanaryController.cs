using System.Collections.Concurrent;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Canary.Control;

/// <summary>Walks rollouts on, and takes them back: what the leading gateway does. The decisions themselves are made in <see cref="Rollout"/> and <see cref="Judge"/>.</summary>
sealed partial class CanaryController(
    CanaryBook book,
    ServiceDirectory services,
    PolicyStore policies,
    Webhooks webhooks,
    DecisionLog decisions,
    JudgeOptions judging,
    TimeProvider time,
    ILogger<CanaryController> log)
{
    readonly ConcurrentDictionary<string, Task> _ticking = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes over from another gateway, or from nobody: what was seen before belongs to no window.</summary>
    public void TakeOver()
    {
        foreach (var entry in book.All)
            _ = (entry.Samples.Canary.Take(), entry.Samples.Stable.Take());
    }

    /// <summary>Looks at all services: takes back what must not wait, and begins the ticks that are due. Slow webhooks of one hold up no other.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await TryAsync("*", () => book.SaveAsync(cancellation));
        foreach (var service in services.All.Select(static registered => registered.Service))
        {
            await TryAsync(service.Name, () => AbortAsync(service, cancellation));
            if (!_ticking.TryGetValue(service.Name, out var ticking) || ticking.IsCompleted)
                _ticking[service.Name] = TryAsync(service.Name, () => TickAsync(service, cancellation));
        }
    }

    /// <summary>Ends when all ticks have that have begun.</summary>
    public Task TicksAsync() => Task.WhenAll(_ticking.Values);

    async Task AbortAsync(Service service, CancellationToken cancellation)
    {
        if (book.Find(service.Name) is not { Record.State: { IsRevocable: true, Canary: { } canary } state } entry)
            return;
        var why = InstanceTrouble.Find(service.Instances, canary)
            ?? (state.Weight > 0 ? ErrorAbort.Look(entry.Samples.Canary.Peek(), entry.Samples.Stable.Peek(), state.Windows + 1) : null);
        if (why is null || Rollout.Abort(state, why, time.GetUtcNow()) is not { } transition)
            return;
        try
        {
            if (!await MakeAsync(entry.Record, transition, judgement: null, cancellation))
                return;
        }
        catch (ConsulException)
        {
            // To take a canary back must not wait for a registry.
            book.ChangeHere(After(entry.Record, transition, judgement: null));
            Record(service.Name, transition, judgement: null);
        }

        // Not waited for: other services are still to be looked at.
        _ = TryAsync(service.Name, () => webhooks.TellAsync(policies.Current.CanaryOf(service.Name), transition, cancellation));
    }

    async Task TickAsync(Service service, CancellationToken cancellation)
    {
        var document = policies.Current.CanaryOf(service.Name);
        var running = Versions.Of(service.Instances);
        if (book.Find(service.Name) is not { } entry)
        {
            if (document is { Suspend: false } && Versions.Stable(running) is { } stable)
                await BeginAsync(service.Name, stable, $"{document.Id}: {stable} is the stable version", cancellation);
            return;
        }

        // What an operator has begun is over: the document finds the next version again.
        if (document is not null && entry.Record.State.Phase is RolloutPhase.Succeeded or RolloutPhase.Failed)
            entry = entry with { Record = entry.Record with { Wanted = null, Plan = null } };
        var (record, state) = (entry.Record, entry.Record.State);
        // Only a document finds versions by itself.
        if (record.Plan is null && document is null or { Suspend: true })
            return;
        if (!state.IsActive && record.Wanted is null && Adopted(state, running) is { } adopted)
        {
            await BeginAsync(service.Name, adopted, $"no instance of {state.Stable} is left: {adopted} is the stable version", cancellation);
            return;
        }

        var revision = record.Wanted ?? Versions.Revision(running, state.Stable, state.Canary, record.Known ?? []);
        if ((record.Plan ?? PlanReader.PlanOf(document!)) is { } plan)
        {
            if (!state.IsActive || time.GetUtcNow() - record.Ticked >= plan.Interval)
                await TickAsync(entry, plan, document, revision, Versions.IsAvailable(service.Instances, revision), cancellation);
        }
        else if (revision != state.Stable && revision != state.Canary)
        {
            var finished = Promotion.Finish(state with { Canary = revision }, time.GetUtcNow());
            await MakeAsync(record, finished with { Reason = $"{finished.Reason}: {document!.Id} skips the analysis" }, judgement: null, cancellation);
        }
    }

    async Task TickAsync(CanaryEntry entry, RolloutPlan plan, CanaryDocument? document, string revision, bool isAvailable, CancellationToken cancellation)
    {
        var (record, state) = (entry.Record, entry.Record.State);
        // Who confirms a rollout is asked before it has begun, and told of the version that it is about.
        var gates = await webhooks.AskAsync(document, HookPlan.Before(state, revision), state with { Canary = revision }, cancellation);
        var judgement = state.Phase is RolloutPhase.Progressing or RolloutPhase.WaitingPromotion && !state.Paused && (state.Weight > 0 || state.Iterations > 0)
            ? Judge.Decide(state.Evidence, new(entry.Samples.Canary.Take(), entry.Samples.Stable.Take()), plan.Metrics, judging)
            : null;
        var seen = new Observation(revision, judgement, gates, isAvailable);
        var confirmed = await webhooks.AskAsync(document, HookPlan.After(state, plan, seen, time.GetUtcNow()), state, cancellation);
        gates = gates with { ConfirmTrafficIncrease = confirmed.ConfirmTrafficIncrease, ConfirmPromotion = confirmed.ConfirmPromotion };
        var transition = Rollout.Tick(state, plan, seen with { Gates = gates }, time.GetUtcNow());
        if (transition.Kind == TransitionKind.Idle)
            return;
        if (await MakeAsync(record, transition, judgement, cancellation))
            await webhooks.TellAsync(document, transition, cancellation);
    }

    /// <summary>The version that takes the place of a stable one that has no instance any more: not one that was rolled back.</summary>
    static string? Adopted(RolloutState state, IReadOnlyDictionary<string, int> running) => running.ContainsKey(state.Stable)
        ? null
        : Versions.Stable(running.Where(version => state.Phase != RolloutPhase.Failed || version.Key != state.Canary).ToDictionary(StringComparer.Ordinal));

    async Task BeginAsync(string service, string stable, string reason, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (await book.ChangeAsync(service, before => new(service, 0, now, null, null, RolloutState.Initialized(stable, now) with { Reason = reason }, [], book.Name, Known: before?.Known), cancellation) is not null)
            decisions.Record("canary-initialized", service, instance: null, reason);
    }

    // What somebody else has changed meanwhile, such as an operator, counts; the next look sees it.
    async Task<bool> MakeAsync(CanaryRecord record, Transition transition, Judgement? judgement, CancellationToken cancellation)
    {
        var next = After(record, transition, judgement);
        if (await book.ChangeAsync(record.Service, newest => newest?.Change == record.Change ? next : null, cancellation) is null)
            return false;
        if (transition.Kind != TransitionKind.Held || judgement is not null || transition.Reason != record.State.Reason)
            Record(record.Service, transition, judgement);
        return true;
    }

    // Before it has traffic there is nothing to wait for: the first step follows the start at once.
    CanaryRecord After(CanaryRecord record, Transition transition, Judgement? judgement) => record.With(transition.State) with
    {
        Findings = judgement?.Findings ?? (transition.Kind == TransitionKind.Started ? [] : record.Findings),
        Ticked = transition.Kind == TransitionKind.Started ? DateTimeOffset.UnixEpoch : time.GetUtcNow(),
    };

    void Record(string service, Transition transition, Judgement? judgement) => decisions.Record(
        $"canary-{Words.Kebab(transition.Kind)}", service, instance: null, transition.Reason, judgement is null ? null : new VerdictView(judgement.Verdict, judgement.Findings));

    async Task TryAsync(string service, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (ConsulException failure)
        {
            LogNotSaved(service, failure.Message);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops, or no longer leads.
        }
#pragma warning disable CA1031 // A fault with one service must not end the others' rollouts.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(failure, service);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The rollout of {Service} stands still: {Reason}")]
    partial void LogNotSaved(string service, string reason);

    [LoggerMessage(LogLevel.Error, "The rollout of {Service} could not be looked at")]
    partial void LogFailed(Exception failure, string service);
}
