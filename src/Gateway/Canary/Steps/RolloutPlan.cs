using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Canary.Steps;

/// <summary>How a rollout proceeds: <c>spec.analysis</c> of Flagger's <c>Canary</c> document, with Flagger's defaults.</summary>
sealed record RolloutPlan
{
    /// <summary>All traffic, in per cent.</summary>
    public const int TotalWeight = 100;

    /// <summary>So many checks may hold beside those that may fail, however short the deadline is.</summary>
    const int MostHolds = 5;

    /// <value>Time between two ticks. Default 60 s; above 0.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Failed checks until the rollout is taken back. Default 1; at least 1.</value>
    public int Threshold { get; init; } = 1;

    /// <value>The weight at which the canary is promoted, in per cent. Default 100; 1 to 100. <see cref="StepWeights"/> go before it.</value>
    public int MaxWeight { get; init; } = TotalWeight;

    /// <value>Per cent more at each step. Default 0: <see cref="StepWeights"/> or <see cref="Iterations"/> say how it goes; 0 to 100.</value>
    public int StepWeight { get; init; }

    /// <value>The weights one after another, ascending, each 1 to 100. Default none. <see cref="StepWeight"/> goes before them, except for the last one.</value>
    public IReadOnlyList<int> StepWeights { get; init; } = [];

    /// <value>Per cent more at each step of the promotion. Default 0: all at once; 0 to 100.</value>
    public int StepWeightPromotion { get; init; }

    /// <value>Ticks of blue/green or of an A/B test. Default 0: a canary by weight.</value>
    public int Iterations { get; init; }

    /// <value>Whether the document has conditions for the requests that the canary gets: an A/B test. Default false.</value>
    public bool HasMatch { get; init; }

    /// <value>How long there may be no available instance of the canary. Default 600 s; above 0.</value>
    public TimeSpan ProgressDeadline { get; init; } = TimeSpan.FromSeconds(600);

    /// <value>Ranges of metrics that the canary must keep. Default none: only the comparison with the baseline.</value>
    public IReadOnlyList<MetricRange> Metrics { get; init; } = [];

    /// <summary>
    /// How long it may take from one step to the next, in seconds; waiting for an operator or a gate does not count. The deadline, or as many
    /// intervals as checks may fail or hold, if that is more: a deadline is meant for instances that do not start, and is often no longer than
    /// an interval.
    /// </summary>
    public double PatienceSeconds => Math.Max(ProgressDeadline.TotalSeconds, (Threshold + (double)MostHolds) * Interval.TotalSeconds);

    public RolloutStrategy Strategy => (Iterations > 0, HasMatch) switch
    {
        (true, true) => RolloutStrategy.AbTest,
        (true, false) => RolloutStrategy.BlueGreen,
        _ => RolloutStrategy.Canary,
    };

    public IEnumerable<string> Failures()
    {
        if (Interval <= TimeSpan.Zero)
            yield return $"interval must be above 0, not {Interval}.";
        if (Threshold < 1)
            yield return $"threshold must be at least 1, not {Threshold}.";
        if (MaxWeight is < 1 or > TotalWeight)
            yield return $"maxWeight must be between 1 and {TotalWeight}, not {MaxWeight}.";
        if (StepWeight is < 0 or > TotalWeight)
            yield return $"stepWeight must be between 0 and {TotalWeight}, not {StepWeight}.";
        if (StepWeights.Any(weight => weight is < 1 or > TotalWeight) || StepWeights.Zip(StepWeights.Skip(1)).Any(pair => pair.First >= pair.Second))
            yield return $"stepWeights must ascend between 1 and {TotalWeight}, not {string.Join(", ", StepWeights)}.";
        if (StepWeightPromotion is < 0 or > TotalWeight)
            yield return $"stepWeightPromotion must be between 0 and {TotalWeight}, not {StepWeightPromotion}.";
        if (Iterations < 0)
            yield return $"iterations must be at least 0, not {Iterations}.";
        if (StepWeight == 0 && StepWeights.Count == 0 && Iterations == 0)
            yield return "stepWeight, stepWeights or iterations is needed: nothing else moves the canary on.";
        if (ProgressDeadline <= TimeSpan.Zero)
            yield return $"progressDeadlineSeconds must be above 0, not {ProgressDeadline.TotalSeconds}.";
        foreach (var metric in Metrics.Where(metric => !MetricRange.Metrics.Contains(metric.Metric, StringComparer.Ordinal)))
            yield return $"metric '{metric.Metric}' is unknown; there are {string.Join(", ", MetricRange.Metrics)}.";
    }
}
