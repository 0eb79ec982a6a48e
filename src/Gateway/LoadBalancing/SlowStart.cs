namespace Modular.Gateway.LoadBalancing;

/// <summary>The share of its weight that an instance gets while it warms up: max(least, (t / window)^(1 / aggression)). (Envoy, slow start mode)</summary>
static class SlowStart
{
    /// <param name="elapsed">Since it joined or recovered.</param>
    /// <param name="warmup">Its <see cref="BalancingOptions.SlowStart"/> is the window, <see cref="BalancingOptions.MinimumPercent"/> the least.</param>
    public static double Share(TimeSpan elapsed, BalancingOptions warmup)
    {
        if (elapsed >= warmup.SlowStart)
            return 1;
        var line = Math.Max(0, elapsed / warmup.SlowStart);
        return Math.Max(warmup.MinimumPercent / 100, warmup.Aggression == 1 ? line : Math.Pow(line, 1 / warmup.Aggression));
    }
}
