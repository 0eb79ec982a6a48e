using System.Collections.Concurrent;
using System.Text.Json;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Canary.Control;

/// <summary>All rollouts: kept in the registry's keys, obeyed here. Whoever changes one does so by check-and-set; whoever follows takes what is newer.</summary>
sealed class CanaryBook(IKeyValueStore keys, ServiceDirectory services, PolicyStore policies, DecisionLog decisions)
{
    /// <summary>Below it, one key for each service.</summary>
    public const string Prefix = "modular/canaries/";

    const int MostTries = 5;

    readonly Lock _gate = new();
    readonly ConcurrentDictionary<string, CanaryEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How this gateway signs what it changes.</summary>
    public string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}";

#pragma warning disable VSTHRD003 // Nothing runs in it: it ends when the registry tells.
    /// <summary>Ends when the registry has told for the first time what there is.</summary>
    public Task Told => _told.Task;
#pragma warning restore VSTHRD003

    public IReadOnlyList<CanaryEntry> All =>
        [.. _entries.Values.Where(static entry => !entry.Record.Forgotten).OrderBy(static entry => entry.Record.Service, StringComparer.OrdinalIgnoreCase)];

    public CanaryEntry? Find(string service) => _entries.GetValueOrDefault(service) is { Record.Forgotten: false } entry ? entry : null;

    /// <summary>Obeys what the registry has, until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        await foreach (var found in keys.FollowAsync(Prefix, cancellation))
        {
            Take(found);
            _told.TrySetResult();
        }
    }

    /// <summary>Divides requests anew, as documents have changed.</summary>
    public void Reconsider()
    {
        lock (_gate)
            foreach (var entry in _entries.Values)
                services.Divide(entry.Record.Service, entry.Record.Forgotten ? null : SplitOf(entry.Record, entry.Samples));
    }

    /// <summary>Changes a record and obeys it.</summary>
    /// <param name="change">From the newest record, null for none, to the next; null to leave it. It may be called more than once.</param>
    /// <returns>Null when it was left.</returns>
    /// <exception cref="ConsulException">The registry did not answer, or others were faster again and again: nothing has changed.</exception>
    public async Task<CanaryEntry?> ChangeAsync(string service, Func<CanaryRecord?, CanaryRecord?> change, CancellationToken cancellation)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var stored = await keys.GetAsync(KeyOf(service), cancellation);
            var newest = Newer(stored is null ? null : Parse(stored), _entries.GetValueOrDefault(service)?.Record);
            if (change(newest is { Forgotten: true } ? null : newest) is not { } wanted)
                return null;
            var next = wanted with { Change = (newest?.Change ?? 0) + 1, By = Name };
            if (await keys.PutAsync(KeyOf(service), next.ToString(), stored?.Version ?? 0, cancellation))
                return Apply(next, isUnsaved: false);
        }

        throw new ConsulException($"the rollout of {service} is being changed by others again and again");
    }

    /// <summary>Obeys a change that the registry could not be told of, because it must not wait. <see cref="SaveAsync"/> makes up for it.</summary>
    public CanaryEntry ChangeHere(CanaryRecord next) => Apply(next with { Change = next.Change + 1, By = Name }, isUnsaved: true);

    /// <summary>Gives the registry what it has lost, or what it could not be told.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        foreach (var (service, entry) in _entries.Where(static pair => pair.Value.IsUnsaved))
            if (await ChangeAsync(service, current => current is null || current.Change <= entry.Record.Change ? entry.Record : null, cancellation) is not null)
                decisions.Record("canary-restored", service, instance: null, $"the registry did not have it: {entry.Record.State.Reason}");
    }

    static string KeyOf(string service) => Prefix + service.ToLowerInvariant();

    static CanaryRecord? Newer(CanaryRecord? one, CanaryRecord? other) => one is null || other?.Change > one.Change ? other : one;

    void Take(IReadOnlyList<StoredKey> found)
    {
        var records = found.Select(Parse).OfType<CanaryRecord>().ToList();
        foreach (var record in records)
        {
            var before = _entries.GetValueOrDefault(record.Service)?.Record;
            if (before?.Change >= record.Change)
                continue;
            Apply(record, isUnsaved: false);
            if (record.By != Name && (before?.State.Phase, before?.State.Weight) != (record.State.Phase, record.State.Weight))
                decisions.Record("canary-obeyed", record.Service, instance: null, $"{record.State.Reason} (decided by {record.By})");
        }

        foreach (var (service, entry) in _entries)
            if (!entry.Record.Forgotten && !found.Any(key => key.Key == KeyOf(service)))
                _entries.TryUpdate(service, entry with { IsUnsaved = true }, entry);
    }

    CanaryRecord? Parse(StoredKey key)
    {
        try
        {
            return CanaryRecord.Parse(key.Value);
        }
        catch (JsonException failure)
        {
            decisions.Record("canary-unreadable", key.Key[Prefix.Length..], instance: null, $"the key {key.Key} holds no rollout, and is not obeyed: {failure.Message}");
            return null;
        }
    }

    CanaryEntry Apply(CanaryRecord record, bool isUnsaved)
    {
        lock (_gate)
        {
            var before = _entries.GetValueOrDefault(record.Service);
            if (before?.Record.Change > record.Change)
                return before;
            var isAnother = before is null || before.Record.State.Canary != record.State.Canary || record.State is { Windows: 0, Weight: 0, Iterations: 0 };
            var entry = new CanaryEntry(record, isAnother ? new() : before!.Samples, isUnsaved);
            _entries[record.Service] = entry;
            services.Divide(record.Service, record.Forgotten ? null : SplitOf(record, entry.Samples));
            return entry;
        }
    }

    VersionSplit SplitOf(CanaryRecord record, VersionSamples samples)
    {
        var (state, document) = (record.State, policies.Current.CanaryOf(record.Service));
        var isTried = state.Phase is RolloutPhase.Progressing or RolloutPhase.WaitingPromotion;
        // Without its document nobody knows which requests it is of, nor how far it may go. So it is for a moment after a start, too.
        var weight = isTried && record.Plan is null && document is null ? 0 : state.Weight;
        // While it is tried an A/B test is of those requests only; what is promoted gets all.
        var matches = isTried && record.Plan is null or { HasMatch: true } ? PlanReader.MatchesOf(document) : null;
        return new(record.Service, state.Stable, state.IsActive ? state.Canary : null, weight, matches, samples);
    }
}
