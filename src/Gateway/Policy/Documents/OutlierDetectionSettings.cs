namespace Modular.Gateway.Policy;

/// <summary>When an instance that answers badly is left alone. Null is not said: Istio's default, or the gateway's.</summary>
sealed record OutlierDetectionSettings
{
    /// <summary>5xx and failures in a row; 0 turns it off. Istio's default is 5.</summary>
    public int? Consecutive5xxErrors { get; init; }

    /// <summary>502, 503, 504 and failures in a row; 0 turns it off, Istio's default.</summary>
    public int? ConsecutiveGatewayErrors { get; init; }

    /// <summary>Whether failures without an answer (connection, reset, time-out) are counted apart from answers.</summary>
    public bool SplitLocalOriginErrors { get; init; }

    /// <summary>Failures without an answer in a row, where they are counted apart. Istio's default is 5.</summary>
    public int? ConsecutiveLocalOriginFailures { get; init; }

    /// <summary>Between two looks: at least 1 ms. Istio's default is 10 s.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How long, times how often: at least 1 ms. Istio's default is 30 s.</summary>
    public TimeSpan? BaseEjectionTime { get; init; }

    /// <summary>Of the instances, 0 to 100. Istio's default is 10.</summary>
    public int? MaxEjectionPercent { get; init; }

    /// <summary>With fewer healthy, 0 to 100, nobody is ejected. Istio's default is 0.</summary>
    public int? MinHealthPercent { get; init; }
}
