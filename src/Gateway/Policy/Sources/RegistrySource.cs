using Modular.Gateway.Policy.Reading;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Policy.Sources;

/// <summary>
/// Brings the policies that stand in the registry's keys, which all gateways share: what is there before the first request comes, and its
/// changes as the registry tells them. A registry that is gone changes nothing.
/// </summary>
sealed partial class RegistrySource(IKeyValueStore keys, PolicyStore store, TimeProvider time, ILogger<RegistrySource> log) : BackgroundService
{
    /// <summary>Every key below it is a text of one document or several.</summary>
    public const string Prefix = "modular/policies/";

    /// <summary>A registry that does not answer keeps the gateway from its start no longer than this.</summary>
    static readonly TimeSpan StartsWithout = TimeSpan.FromSeconds(2);

    readonly Lock _gate = new();
    Dictionary<string, string>? _texts;
    TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (!await ToldAsync(static _ => true, StartsWithout, cancellationToken))
            LogStartsWithout(keys.Name, Prefix);
    }

    /// <summary>Waits until the registry has told something of its keys, and it is obeyed.</summary>
    /// <param name="isSo">Judges the texts by key.</param>
    /// <returns>False when it was not so in time.</returns>
    public async Task<bool> ToldAsync(Func<IReadOnlyDictionary<string, string>, bool> isSo, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        while (true)
        {
            Task told;
            lock (_gate)
            {
                if (_texts is not null && isSo(_texts))
                    return true;
                told = _told.Task;
            }

            if (either.IsCancellationRequested)
                return false;
#pragma warning disable VSTHRD003 // Nothing runs in it: it ends when the registry tells.
            await told.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var found in keys.FollowAsync(Prefix, stoppingToken))
            {
                // Off the thread of the socket that told it, which has requests to forward.
                await Task.Yield();
                Take(found);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    void Take(IReadOnlyList<StoredKey> found)
    {
        var now = found.ToDictionary(static key => key.Key, static key => key.Value, StringComparer.Ordinal);
        var changes = new Dictionary<string, IReadOnlyList<ReadDocument>>(StringComparer.Ordinal);
        foreach (var (key, text) in now)
        {
            if (_texts?.GetValueOrDefault(key) != text)
                changes[key] = DocumentReader.Read(key, text);
        }

        foreach (var gone in _texts?.Keys.Except(now.Keys, StringComparer.Ordinal) ?? [])
            changes[gone] = [];
        if (changes.Count > 0)
            store.Take(PolicyOrigin.Registry, changes);

        TaskCompletionSource told;
        lock (_gate)
            (told, _told, _texts) = (_told, new(TaskCreationOptions.RunContinuationsAsynchronously), now);
        told.SetResult();
    }

    [LoggerMessage(LogLevel.Warning, "{Store} has not told its keys below {Prefix}: the gateway starts without their policies, and obeys them once it does")]
    partial void LogStartsWithout(string store, string prefix);
}
