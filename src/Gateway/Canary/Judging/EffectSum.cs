using System.Runtime.InteropServices;

namespace Modular.Gateway.Canary.Judging;

/// <summary>The effects of all windows of a rollout, as the sums that are needed of them: it stays small however long a rollout takes.</summary>
/// <remarks>
/// Each window compares both versions in the same time, so that what happens to both (load, a slow database) cancels out; the windows are
/// then summed by size (W. G. Cochran, 1954; N. Mantel, W. Haenszel, 1959). What differs from window to window by more than chance
/// within a window is noise of a version's own: it is estimated, and makes the sum less certain (R. DerSimonian, N. Laird: Meta-analysis
/// in clinical trials, 1986, in the form for any weights by R. DerSimonian, R. Kacker, 2007).
/// </remarks>
/// <param name="Windows">How many.</param>
/// <param name="W">Sum of the weights.</param>
/// <param name="WW">Of their squares.</param>
/// <param name="WD">Of weight x difference.</param>
/// <param name="WDD">Of weight x squared difference.</param>
/// <param name="WV">Of weight x variance.</param>
/// <param name="WWV">Of squared weight x variance.</param>
sealed record EffectSum(int Windows, double W, double WW, double WD, double WDD, double WV, double WWV)
{
    public static EffectSum Empty { get; } = new(0, 0, 0, 0, 0, 0, 0);

    public EffectSum Add(Effect effect)
    {
        var (d, v, w) = effect;
        return new(Windows + 1, W + w, WW + (w * w), WD + (w * d), WDD + (w * d * d), WV + (w * v), WWV + (w * w * v));
    }

    /// <param name="noiseFloor">The standard deviation from window to window that is assumed even where less was seen.</param>
    public Estimate Estimate(double noiseFloor)
    {
        if (W <= 0)
            return new(0, double.PositiveInfinity);
        var spread = WDD - (WD * WD / W);
        var bySampling = WV - (WWV / W);
        var freedom = W - (WW / W);
        var noise = freedom > W * 1e-9 ? (spread - bySampling) / freedom : 0;
        return new(WD / W, Math.Sqrt(WWV + (Math.Max(noiseFloor * noiseFloor, noise) * WW)) / W);
    }
}

/// <param name="Difference">Positive is worse.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Estimate(double Difference, double StandardError)
{
    /// <summary>The chance of such a difference, or a larger one, if it were in truth only <paramref name="limit"/>.</summary>
    public double ChanceAbove(double limit) => Normal.Above((Difference - limit) / StandardError);

    /// <summary>The chance of such a difference, or a smaller one, if it were in truth <paramref name="limit"/>.</summary>
    public double ChanceBelow(double limit) => Normal.Above((limit - Difference) / StandardError);
}
