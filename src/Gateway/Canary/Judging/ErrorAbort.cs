namespace Modular.Gateway.Canary.Judging;

/// <summary>The immediate abort: whether the canary fails so much more often than its baseline that the next tick is too late.</summary>
/// <remarks>
/// Wald's sequential probability ratio test (Sequential Tests of Statistical Hypotheses, 1945) of the canary's attempts since the last
/// tick, one-sided: it may be looked at after every attempt. If the canary is no worse, the ratio ever exceeds 1 / alpha with a chance of
/// at most alpha (Ville, 1939). The n-th window of a rollout spends alpha / (n (n + 1)), so that all of them together spend alpha.
/// </remarks>
static class ErrorAbort
{
    /// <summary>The chance of a false abort in a whole rollout.</summary>
    public const double FalseAlarm = 0.001;

    /// <summary>What any version may do for a moment: without it, one failure beside a baseline without any would weigh too much.</summary>
    const double LeastTolerated = 0.03;

    /// <summary>The baseline's own rate is known only so well: its upper end counts, at 99.9 %.</summary>
    const double BaselineZ = 3.09;

    /// <summary>"Far beyond": this share of the attempts that the baseline can do, the canary cannot.</summary>
    const double Beyond = 0.3;

    /// <param name="canary">Since the last tick.</param>
    /// <param name="baseline">In the same time.</param>
    /// <param name="window">Which window of the rollout it is, from 1.</param>
    /// <returns>Why the rollout must stop now; or null.</returns>
    public static string? Look(Attempts canary, Attempts baseline, int window)
    {
        if (canary.Failed == 0)
            return null;
        // Without a baseline nothing is known, and little is tolerated; with one, a failure of both is not the canary's.
        var tolerated = baseline.Total > 0 ? Math.Max(LeastTolerated, Proportions.Bounds(baseline, BaselineZ).High) : LeastTolerated;
        var beyond = tolerated + (Beyond * (1 - tolerated));
        var ratio = (canary.Failed * Math.Log(beyond / tolerated)) + ((canary.Total - canary.Failed) * Math.Log((1 - beyond) / (1 - tolerated)));
        var bound = Math.Log(window * (window + 1.0) / FalseAlarm);
        return ratio > bound
            ? $"{canary.Failed:0} of {canary.Total:0} attempts on the canary failed, beside {baseline.Failed:0} of {baseline.Total:0}: "
                + $"far beyond the baseline (sequential test {ratio:0.0}, bound {bound:0.0})"
            : null;
    }
}
