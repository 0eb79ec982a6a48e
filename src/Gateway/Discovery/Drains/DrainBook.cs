using System.Text.Json;
using Modular.Gateway.Decisions;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Discovery.Drains;

/// <summary>Which instances operators have drained: kept in the registry's keys, so that all gateways obey, and none forgets it when it is started anew.</summary>
/// <remarks>
/// What an operator wants holds here at once, whatever the registry does: what it could not be told it is told later, and what it has lost it is given
/// again. So a key that somebody deletes comes back; to undrain is to say so.
/// </remarks>
sealed class DrainBook(IKeyValueStore keys, ServiceDirectory services, DecisionLog decisions, TimeProvider time)
{
    /// <summary>What was taken back is remembered for a day, for gateways that hear of it late.</summary>
    public static readonly TimeSpan TakenBackFor = TimeSpan.FromDays(1);

    /// <summary>An instance that is not there is remembered for 30 days: its id and address may have been of that one start.</summary>
    public static readonly TimeSpan AwayFor = TimeSpan.FromDays(30);

    const int MostTries = 5;

    readonly Lock _gate = new();
    readonly Dictionary<string, DrainRecord> _records = new(StringComparer.Ordinal);
    readonly HashSet<string> _unsaved = new(StringComparer.Ordinal);

    /// <summary>How this gateway signs what it changes.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Drains an instance, or takes that back. Returns when the others can know of it, or the registry does not answer.</summary>
    public async Task SetAsync(string service, InstanceKey instance, bool isDrained, CancellationToken cancellation)
    {
        var record = new DrainRecord(service, instance.Id, instance.Address, Change: 1, isDrained, time.GetUtcNow(), Name);
        lock (_gate)
        {
            var before = _records.GetValueOrDefault(record.Key);
            // What others know already they need not hear again.
            if ((before?.IsDrained ?? false) == isDrained)
                return;
            Obey(record with { Change = (before?.Change ?? 0) + 1 });
            _unsaved.Add(record.Key);
        }

        if (await TrySaveAsync(record.Key, cancellation) is { } failure)
            decisions.Record("drain-unshared", service, instance.Id, $"{failure}; it holds here, and other gateways are told when the registry answers");
    }

    /// <summary>Obeys what the registry has, until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        await foreach (var found in keys.FollowAsync(DrainRecord.Prefix, cancellation))
        {
            // Off the thread of the socket that told it, which has requests to forward.
            await Task.Yield();
            await TakeAsync(found, cancellation);
        }
    }

    /// <summary>Obeys what the registry has now, and gives it what it lacks.</summary>
    public Task TakeAsync(IReadOnlyList<StoredKey> found, CancellationToken cancellation)
    {
        Take(found);
        return SaveAsync(cancellation);
    }

    /// <summary>Gives the registry what it has lost, or what it could not be told.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        List<string> unsaved;
        lock (_gate)
            unsaved = [.. _unsaved];
        foreach (var key in unsaved)
            if (await TrySaveAsync(key, cancellation) is not null)
                return;
    }

    /// <summary>Deletes what is of no use any more.</summary>
    /// <exception cref="ConsulException">The registry did not answer.</exception>
    public async Task ForgetAsync(CancellationToken cancellation)
    {
        List<DrainRecord> old;
        lock (_gate)
            old = [.. _records.Values.Where(IsOld)];
        foreach (var record in old)
            if (await keys.GetAsync(record.Key, cancellation) is { } stored && Parse(stored) == record)
                await keys.DeleteAsync(record.Key, stored.Version, cancellation);
    }

    /// <returns>Null when it is saved; else why it is not.</returns>
    async Task<string?> TrySaveAsync(string key, CancellationToken cancellation)
    {
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                var stored = await keys.GetAsync(key, cancellation);
                var next = Next(key, stored is null ? null : Parse(stored));
                if (next is null || await keys.PutAsync(key, next.ToString(), stored?.Version ?? 0, cancellation))
                {
                    Saved(key, next);
                    return null;
                }
            }

            return $"{key} is being changed by others again and again";
        }
        catch (ConsulException failure)
        {
            return failure.Message;
        }
    }

    // What is to be stored; null where it is already, or somebody else has said something since.
    DrainRecord? Next(string key, DrainRecord? stored)
    {
        lock (_gate)
        {
            if (_records.GetValueOrDefault(key) is not { } ours || stored == ours)
                return null;
            if (stored is null || stored.Change < ours.Change)
                return ours;
            // Neither knew of the other.
            var wins = stored.At >= ours.At ? stored : ours with { Change = stored.Change + 1 };
            Obey(wins);
            return wins == stored ? null : wins;
        }
    }

    // Unless an operator wanted something else meanwhile.
    void Saved(string key, DrainRecord? saved)
    {
        lock (_gate)
            if (saved is null || _records.GetValueOrDefault(key) == saved)
                _unsaved.Remove(key);
    }

    void Take(IReadOnlyList<StoredKey> found)
    {
        var records = found.Select(Parse).OfType<DrainRecord>().ToDictionary(record => record.Key, StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var (key, record) in records)
                if (!_unsaved.Contains(key) && !(_records.GetValueOrDefault(key)?.Change >= record.Change))
                    Obey(record);
            foreach (var (key, lost) in _records.Where(known => !records.ContainsKey(known.Key) && !_unsaved.Contains(known.Key)).ToList())
                if (IsOld(lost) || !lost.IsDrained)
                    Forget(lost);
                else
                    _unsaved.Add(key);
        }
    }

    void Forget(DrainRecord record)
    {
        _records.Remove(record.Key);
        if (record.IsDrained)
            services.Drain(record.Service, record.Instance, isDrained: false, "it has not been there for long");
    }

    bool IsOld(DrainRecord record) => time.GetUtcNow() - record.At is var age
        && (record.IsDrained ? age > AwayFor && services.Find(record.Service)?.Has(record.Instance) is not true : age > TakenBackFor);

    void Obey(DrainRecord record)
    {
        var before = _records.GetValueOrDefault(record.Key);
        _records[record.Key] = record;
        if (record.IsDrained != (before?.IsDrained ?? false))
            services.Drain(record.Service, record.Instance, record.IsDrained, $"{(record.IsDrained ? "drained" : "undrained")} by the operator{(record.By == Name ? "" : $" at {record.By}")}");
    }

    DrainRecord? Parse(StoredKey key)
    {
        try
        {
            var record = DrainRecord.Parse(key.Value);
            return record.Key == key.Key ? record : throw new JsonException($"it is of {record.Key}");
        }
        catch (JsonException failure)
        {
            decisions.Record("drain-unreadable", service: null, instance: null, $"the key {key.Key} says of no instance that it is drained, and is not obeyed: {failure.Message}");
            return null;
        }
    }
}
