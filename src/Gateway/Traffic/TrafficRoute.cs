using System.Collections.Immutable;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Traffic;

/// <summary>One route of a document, ready for requests: made when documents change and never for a request.</summary>
/// <param name="Document">What it came from.</param>
/// <param name="Targets">Null where the gateway answers by itself.</param>
/// <param name="Policy">Time and retries.</param>
sealed record TrafficRoute(HttpRoute Document, WeightedTargets? Targets, RoutePolicy Policy)
{
    readonly ImmutableArray<HttpMatch> _matches = [.. Document.Matches];

    /// <summary>Whether there is nothing to do but to send requests on: no cross-origin rule, no fault, no answer of its own.</summary>
    public bool IsPlain { get; } = Targets is not null && Document is { Cors: null, Fault: null };

    /// <summary>Whether it takes a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="match">By which of its matches; null where it takes all.</param>
    public bool Takes(HttpContext context, out HttpMatch? match)
    {
        match = null;
        if (_matches.IsEmpty)
            return true;
        foreach (var candidate in _matches)
        {
            if (!candidate.Matches(context))
                continue;
            match = candidate;
            return true;
        }

        return false;
    }
}
