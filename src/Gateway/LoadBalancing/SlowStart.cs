namespace Modular.Gateway.LoadBalancing;

/// <summary>The share of its weight that an instance gets while it warms up: max(10 %, (t / window)^(1 / aggression)). (Envoy, slow start mode)</summary>
static class SlowStart
{
    /// <summary>10 %: less would leave it cold.</summary>
    public const double Least = 0.1;

    /// <param name="elapsed">Since it joined or recovered.</param>
    /// <param name="window">After which it gets all; zero for at once.</param>
    public static double Share(TimeSpan elapsed, TimeSpan window, double aggression)
    {
        if (elapsed >= window)
            return 1;
        var line = Math.Max(0, elapsed / window);
        return Math.Max(Least, aggression == 1 ? line : Math.Pow(line, 1 / aggression));
    }
}
