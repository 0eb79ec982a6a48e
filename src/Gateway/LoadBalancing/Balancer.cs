using Modular.Gateway.Instances;
using Modular.Gateway.Policy;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Spreads the requests of a service, or of one of its subsets, over those who may get them. Immutable but for what its spread remembers.</summary>
/// <param name="candidates">Who may.</param>
/// <param name="spread">By which rules; null where there is nobody.</param>
sealed class Balancer(Candidates candidates, Spread? spread)
{
    public static readonly Balancer None = new(Candidates.None, spread: null);

    // A key says twice where a request goes: to which locality, and there to which instance.
    const ulong LocalityBits = 0x6C6F63616C697479;

    public Candidates Candidates => candidates;

    /// <summary>By what requests of the same key are recognised; null where they are not.</summary>
    public ConsistentHash? Hash => spread?.Hash;

    /// <summary>How requests are balanced, for the operator.</summary>
    public string PolicyName => spread?.Hash?.Table switch
    {
        HashTable.Maglev => "maglev",
        HashTable.Ring => "ring-hash",
        _ => spread?.Options.Policy.ToLowerInvariant() ?? "",
    };

    /// <summary>Whether keys are laid out for the instances of now.</summary>
    public bool IsLaidOut => spread?.Keyed is { IsLaidOut: true };

    /// <summary>Those that one request may go to.</summary>
    /// <param name="key">Of the request; null for none.</param>
    /// <param name="tried">It has been sent to these already, and is sent to others as long as there are any.</param>
    /// <param name="leaves">Whether it rather goes to a locality where it has not been.</param>
    public Candidates For(ulong? key, IReadOnlyCollection<Destination>? tried, bool leaves = false)
    {
        var chosen = candidates.IsDivided ? candidates.At(key is { } bits ? Mixing.Share(bits ^ LocalityBits) : spread!.Dice.Share()) : candidates;
        if (tried is not { Count: > 0 })
            return chosen;
        if (leaves && Elsewhere(tried) is { } remote)
            return remote;
        if (chosen.Except(tried) is { Count: > 0 } others)
            return others;
        foreach (var locality in candidates.Localities)
            if (locality.Candidates.Except(tried) is { Count: > 0 } elsewhere)
                return elsewhere;
        return chosen;
    }

    // Apart, or every request would pay for the closure.
    Candidates? Elsewhere(IReadOnlyCollection<Destination> tried) => candidates.Localities
        .FirstOrDefault(locality => locality.Candidates.Count > 0 && !locality.Candidates.Destinations.Any(tried.Contains))?.Candidates;

    /// <summary>One of them.</summary>
    /// <param name="from">At least one.</param>
    /// <param name="key">Of the request; null for none.</param>
    public Destination Pick(Candidates from, ulong? key) =>
        from.Count == 1 ? from.Destinations[0]
        : key is { } bits && spread!.Keyed is { } keyed ? keyed.Pick(bits, from)
        : spread!.Policy.Pick(from);
}
