using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Modular.Gateway.Decisions;

/// <summary>The last decisions, for the operator; the oldest are forgotten.</summary>
/// <remarks>
/// Ids begin with the time of the start, a thousand to the millisecond, so that whoever asks from the id of an earlier run on misses nothing
/// of this one. They stay below 2^53, which is what JSON numbers can hold, until 2255.
/// </remarks>
sealed partial class DecisionLog(TimeProvider time, ILogger<DecisionLog> log)
{
    /// <summary>1,000 decisions are kept.</summary>
    public const int Capacity = 1000;

    /// <summary>A reader that is slower than this many decisions misses the oldest of them.</summary>
    const int ReaderCapacity = 256;

    const long IdsPerMillisecond = 1000;

    readonly Lock _gate = new();
    readonly Queue<Decision> _kept = new(Capacity);
    readonly HashSet<Channel<Decision>> _readers = [];
    long _last = time.GetUtcNow().ToUnixTimeMilliseconds() * IdsPerMillisecond;

    /// <summary>The id of the last decision; before the first one, that from which on it is found.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

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

    /// <param name="since">Only decisions with a higher id; all where nothing here has that id yet: it is of a run on a clock that was ahead.</param>
    /// <param name="service">Only those about this service; null for all.</param>
    public IReadOnlyList<Decision> Since(long since, string? service)
    {
        lock (_gate)
            return [.. _kept.Where(decision => (since > _last || decision.Id > since) && IsAbout(decision, service))];
    }

    /// <summary>Those that there are, then each as it comes, until cancelled: that is its end, not a failure.</summary>
    public async IAsyncEnumerable<Decision> FollowAsync(long since, string? service, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = Channel.CreateBounded<Decision>(new BoundedChannelOptions(ReaderCapacity) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<Decision> before;
        lock (_gate)
        {
            before = Since(since, service);
            _readers.Add(reader);
        }

        using var end = cancellation.Register(() => reader.Writer.TryComplete());
        try
        {
            foreach (var decision in before)
                yield return decision;
            await foreach (var decision in reader.Reader.ReadAllAsync(CancellationToken.None))
                if (IsAbout(decision, service))
                    yield return decision;
        }
        finally
        {
            lock (_gate)
                _readers.Remove(reader);
        }
    }

    static bool IsAbout(Decision decision, string? service) =>
        service is null || string.Equals(decision.Service, service, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Information, "{Kind} {Of}: {Reason}")]
    partial void LogDecision(string kind, string of, string reason);
}
