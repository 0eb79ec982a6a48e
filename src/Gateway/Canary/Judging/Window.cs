namespace Modular.Gateway.Canary.Judging;

/// <summary>The attempts on both versions in the same time.</summary>
sealed record Window(Sample Canary, Sample Baseline)
{
    public static Window Empty { get; } = new(Sample.Empty, Sample.Empty);

    /// <summary>Attempts on the smaller side.</summary>
    public double Size => Math.Min(Canary.Attempts.Total, Baseline.Attempts.Total);

    public Window Add(Window other) => new(Canary.Add(other.Canary), Baseline.Add(other.Baseline));

    /// <summary>
    /// Both sides cut to the size of the smaller: the baseline counts for as many attempts as the canary has, so that neither
    /// the proportion of the versions nor a window with more load tilts what is summed over windows.
    /// </summary>
    public Window Matched() => Size == 0
        ? this
        : new(Canary.Scale(Size / Canary.Attempts.Total), Baseline.Scale(Size / Baseline.Attempts.Total));
}
