using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Measuring;

/// <summary>Counts by outcome. What happens adds to one of them; whoever looks reads them.</summary>
sealed class OutcomeCounts
{
    static readonly Outcome[] All = Enum.GetValues<Outcome>();

    readonly long[] _counts = new long[All.Length];

    public void Add(Outcome outcome) => Interlocked.Increment(ref _counts[(int)outcome]);

    /// <summary>Those that have been seen: most never are, and a series for each would be many.</summary>
    public IEnumerable<(Outcome Outcome, long Count)> Seen() =>
        from outcome in All
        let count = Volatile.Read(ref _counts[(int)outcome])
        where count > 0
        select (outcome, count);
}
