namespace Modular.Gateway.Canary.Judging;

/// <summary>How the judge decides.</summary>
sealed record JudgeOptions
{
    /// <value>Attempts that either side needs for a verdict; with less the rollout holds, and they count with the next window's. Default 100.</value>
    public int MinimumRequests { get; init; } = 100;

    /// <value>Attempts that either side needs for its 99th percentile. Default 500: five beyond it.</value>
    public int TailRequests { get; init; } = 500;

    /// <value>Windows that must have been seen until the sum may fail a canary: before, its own noise is not known. Default 3.</value>
    public int MinimumWindows { get; init; } = 3;

    /// <value>The confidence with which one window is called worse, which holds the rollout. Default 0.95. (Kayenta)</value>
    public double Confidence { get; init; } = 0.95;

    /// <value>The interval of one window must keep this share of the estimate from zero. Default 0.25. (Kayenta's tolerance)</value>
    public double EffectSize { get; init; } = 0.25;

    /// <value>The chance, for each metric and over the whole rollout, to fail a canary that is within the tolerance. Default 0.002.</value>
    public double FalseAlarm { get; init; } = 0.002;

    /// <value>The chance, for each metric, to promote a canary that is worse by twice the tolerance. Default 0.005.</value>
    public double Miss { get; init; } = 0.005;

    /// <value>The error rate may be higher by so much (0.005: half a percentage point), and wanders by itself by at least the floor.</value>
    public Tolerance Errors { get; init; } = new(0.005, 0.001);

    /// <value>Answers may take longer by so much (0.1: 10 %) all in all.</value>
    public Tolerance Latency { get; init; } = new(Math.Log(1.1), 0.04);

    /// <value>The 99th percentile may be longer by so much (0.15: 15 %).</value>
    public Tolerance Tail { get; init; } = new(Math.Log(1.15), 0.04);

    /// <value>
    /// Answers may take longer by so many seconds, however small a part of the latency that is not. Default 0.001: by some tenths of a
    /// millisecond an instance that gets most of the requests is faster than its equal that gets few, as it never goes cold.
    /// </value>
    public double LeastLatency { get; init; } = 0.001;
}

/// <param name="Most">What is no reason to fail a canary. Twice as much must be ruled out before it is promoted.</param>
/// <param name="NoiseFloor">The standard deviation from window to window that is assumed even where less was seen.</param>
sealed record Tolerance(double Most, double NoiseFloor)
{
    /// <summary>With so many seconds tolerated too, of a latency in seconds.</summary>
    public Tolerance AtLeast(double seconds, double of) => of > 0 ? this with { Most = Math.Max(Most, Math.Log(1 + (seconds / of))) } : this;
}
