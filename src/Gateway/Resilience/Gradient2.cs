namespace Modular.Gateway.Resilience;

/// <summary>
/// How many requests a service takes at once before they begin to wait in it, told from its latency alone: where that is well above what it has long
/// been, there is a queue, and fewer are let in. Immutable and pure.
/// </summary>
/// <remarks>
/// Gradient2 of Netflix's concurrency-limits: gradient = clamp(1.5 long / short, 0.5, 1); limit' = 0.8 limit + 0.2 (limit gradient + 4).
/// The long latency is an exponential average over 600 windows, a plain one at first; it is let down where it has become twice the short one,
/// so that an overload that is over is forgotten.
/// </remarks>
/// <param name="Limit">How many.</param>
/// <param name="Long">The latency as it has long been, in seconds; 0 where nothing is known.</param>
/// <param name="Windows">How many went into it.</param>
sealed record Gradient2(double Limit, double Long = 0, int Windows = 0)
{
    const double Tolerance = 1.5;
    const double Steepest = 0.5;
    const double Queue = 4;
    const double Smoothing = 0.2;
    const int Memory = 600;
    const int WarmUp = 10;
    const double Forgotten = 2;
    const double Decay = 0.95;

    /// <summary>A window is over.</summary>
    /// <param name="latency">Of its requests on average, in seconds; above 0.</param>
    /// <param name="inFlight">The most that were active at once. Fewer than half of the limit say nothing of it, and it stays.</param>
    /// <param name="options">Its bounds.</param>
    public Gradient2 Next(double latency, int inFlight, AdaptiveOptions options)
    {
        var factor = Windows < WarmUp ? 1.0 / (Windows + 1) : 2.0 / (Memory + 1);
        var known = Long + ((latency - Long) * factor);
        var next = this with { Long = known > Forgotten * latency ? known * Decay : known, Windows = Math.Min(Windows + 1, WarmUp) };
        if (inFlight < Limit / 2)
            return next;
        var gradient = Math.Clamp(Tolerance * known / latency, Steepest, 1);
        var limit = ((1 - Smoothing) * Limit) + (Smoothing * ((Limit * gradient) + Queue));
        return next with { Limit = Math.Clamp(limit, options.Least, options.Most) };
    }
}
