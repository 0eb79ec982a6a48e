using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Modular.Gateway.Decisions;

/// <summary>The last decisions, for the operator; the oldest are forgotten.</summary>
sealed partial class DecisionLog(TimeProvider time, ILogger<DecisionLog> log)
{
    /// <summary>1,000 decisions are kept.</summary>
    public const int Capacity = 1000;

    /// <summary>A reader that is slower than this many decisions misses the oldest of them.</summary>
    const int ReaderCapacity = 256;

    readonly Lock _gate = new();
    readonly Queue<Decision> _kept = new(Capacity);
    readonly HashSet<Channel<Decision>> _readers = [];
    long _last;

    public Decision Record(string kind, string? service, string? instance, string reason, object? details = null)
    {
        Decision decision;
        lock (_gate)
        {
            decision = new(++_last, time.GetUtcNow(), kind, service, instance, reason, details);
            if (_kept.Count == Capacity)
                _kept.Dequeue();
            _kept.Enqueue(decision);
            foreach (var reader in _readers)
                reader.Writer.TryWrite(decision);
        }

        LogDecision(kind, instance ?? service ?? "", reason);
        return decision;
    }

    /// <param name="since">Only decisions with a higher id.</param>
    /// <param name="service">Only those about this service; null for all.</param>
    public IReadOnlyList<Decision> Since(long since, string? service)
    {
        lock (_gate)
            return [.. _kept.Where(decision => IsWanted(decision, since, service))];
    }

    /// <summary>Those that there are, then each as it comes, until cancelled.</summary>
    public async IAsyncEnumerable<Decision> FollowAsync(long since, string? service, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = Channel.CreateBounded<Decision>(new BoundedChannelOptions(ReaderCapacity) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<Decision> before;
        lock (_gate)
        {
            before = Since(since, service);
            _readers.Add(reader);
        }

        try
        {
            foreach (var decision in before)
                yield return decision;
            await foreach (var decision in reader.Reader.ReadAllAsync(cancellation))
                if (IsWanted(decision, since, service))
                    yield return decision;
        }
        finally
        {
            lock (_gate)
                _readers.Remove(reader);
        }
    }

    static bool IsWanted(Decision decision, long since, string? service) =>
        decision.Id > since && (service is null || string.Equals(decision.Service, service, StringComparison.OrdinalIgnoreCase));

    [LoggerMessage(LogLevel.Information, "{Kind} {Of}: {Reason}")]
    partial void LogDecision(string kind, string of, string reason);
}
