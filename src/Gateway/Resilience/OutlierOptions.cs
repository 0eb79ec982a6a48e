using Modular.Gateway.Configuration;

namespace Modular.Gateway.Resilience;

/// <summary>
/// How an instance that answers worse than its neighbours is put out for a while: section <c>Outliers</c>, or
/// <c>Services:&lt;name&gt;:Outliers</c> for one service. How many failures in a row it takes, and for how long it is out the first time, says
/// <see cref="Health.HealthOptions"/>.
/// </summary>
/// <remarks>Defaults are Envoy's and Istio's.</remarks>
sealed record OutlierOptions : IGatewayOptions
{
    public const string Section = "Outliers";

    /// <value>Over which success rates are compared, and after which an instance that behaves is forgiven one ejection. Default 10 s; 100 ms to 1 h.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>How long an instance is out at most, however often it was put out. Default 5 min; 10 ms to 1 day.</value>
    public TimeSpan MaxEjectionTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <value>How many of the instances may be out at once, in per cent; one always may. Default 10; 0 to 100.</value>
    public int MaxEjectionPercent { get; init; } = 10;

    /// <value>With fewer of the instances healthy, in per cent, nobody is put out any more. Default 0; 0 to 100.</value>
    public int MinHealthPercent { get; init; }

    /// <value>
    /// Attempts in a row that end in 502, 503, 504, or without an answer, until an instance is put out, beside
    /// <see cref="Health.HealthOptions.ConsecutiveFailures"/>. Default 0, off; 0 to 10,000.
    /// </value>
    public int ConsecutiveGatewayErrors { get; init; }

    /// <value>Whether attempts without an answer are counted apart from bad answers, and not among them. Default false.</value>
    public bool SplitLocalErrors { get; init; }

    /// <value>Attempts in a row without an answer until an instance is put out, where they are counted apart. Default 5; 0 to 10,000, where 0 turns it off.</value>
    public int ConsecutiveLocalFailures { get; init; } = 5;

    /// <value>How many instances must have had enough requests for a comparison of their success rates. Default 5; 2 to 10,000, or 0 for none.</value>
    public int SuccessRateHosts { get; init; } = 5;

    /// <value>How many requests in an interval are enough. Default 100; 1 to 1,000,000.</value>
    public int SuccessRateRequests { get; init; } = 100;

    /// <value>How many standard deviations below the mean are too far. Default 1.9; above 0, at most 100.</value>
    public double SuccessRateDeviations { get; init; } = 1.9;

    /// <summary>Whether one more may be put out. Pure.</summary>
    /// <param name="ejected">How many are out already.</param>
    /// <param name="instances">How many there are.</param>
    public bool Allows(int ejected, int instances) => ejected + 1 <= Math.Max(1, instances * MaxEjectionPercent / 100);

    /// <summary>Whether anybody is put out at all. Pure.</summary>
    /// <param name="healthy">How many get requests.</param>
    /// <param name="instances">How many there are.</param>
    public bool Watches(int healthy, int instances) => healthy * 100L >= (long)MinHealthPercent * instances;

    public IEnumerable<string> Failures(string section)
    {
        if (Interval < TimeSpan.FromMilliseconds(100) || Interval > TimeSpan.FromHours(1))
            yield return $"{section}:Interval must be between 00:00:00.100 and 01:00:00, not {Interval}.";
        if (MaxEjectionTime < TimeSpan.FromMilliseconds(10) || MaxEjectionTime > TimeSpan.FromDays(1))
            yield return $"{section}:MaxEjectionTime must be between 00:00:00.010 and 1.00:00:00, not {MaxEjectionTime}.";
        if (MaxEjectionPercent is < 0 or > 100)
            yield return $"{section}:MaxEjectionPercent must be between 0 and 100, not {MaxEjectionPercent}.";
        if (MinHealthPercent is < 0 or > 100)
            yield return $"{section}:MinHealthPercent must be between 0 and 100, not {MinHealthPercent}.";
        if (ConsecutiveGatewayErrors is < 0 or > 10_000)
            yield return $"{section}:ConsecutiveGatewayErrors must be between 0 (off) and 10000, not {ConsecutiveGatewayErrors}.";
        if (ConsecutiveLocalFailures is < 0 or > 10_000)
            yield return $"{section}:ConsecutiveLocalFailures must be between 0 (off) and 10000, not {ConsecutiveLocalFailures}.";
        if (SuccessRateHosts is not (0 or (>= 2 and <= 10_000)))
            yield return $"{section}:SuccessRateHosts must be between 2 and 10000, or 0 (off), not {SuccessRateHosts}.";
        if (SuccessRateRequests is < 1 or > 1_000_000)
            yield return $"{section}:SuccessRateRequests must be between 1 and 1000000, not {SuccessRateRequests}.";
        if (SuccessRateDeviations is not (> 0 and <= 100))
            yield return $"{section}:SuccessRateDeviations must be above 0 and at most 100, not {SuccessRateDeviations}.";
    }
}
