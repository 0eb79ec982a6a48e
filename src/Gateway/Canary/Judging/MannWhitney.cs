using System.Runtime.InteropServices;

namespace Modular.Gateway.Canary.Judging;

/// <summary>The U test: whether the one side's observations tend to be larger than the other's, whatever their distribution.</summary>
/// <param name="U">How many of the pairs the first side wins; a tie is half a win.</param>
/// <param name="Z">By the normal approximation with the correction for ties and for continuity; positive when the first side is larger.</param>
/// <param name="P">Two-sided.</param>
/// <remarks>
/// H. B. Mann, D. R. Whitney: On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other, 1947. The
/// interval is that of E. L. Lehmann, found by shifting one side until the test no longer rejects; its middle is the estimator of
/// Hodges and Lehmann, 1963: the median of all differences. Kayenta judges by the same interval.
/// </remarks>
sealed record MannWhitney(double U, double Z, double P, double Deviation)
{
    const double Precision = 1e-3;

    public static MannWhitney Test(Distribution first, Distribution second)
    {
        var pairs = first.Total * second.Total;
        var wins = Wins(first, second, shift: 0);
        var deviation = StandardDeviation(first, second);
        var distance = wins - (pairs / 2);
        var z = deviation > 0 ? Math.Sign(distance) * Math.Max(0, Math.Abs(distance) - 0.5) / deviation : 0;
        return new(wins, z, Math.Min(1, 2 * Normal.Above(Math.Abs(z))), deviation);
    }

    /// <summary>By how much the first side is larger: the estimate, and where it lies with the confidence that <paramref name="z"/> stands for.</summary>
    public Shift ShiftOf(Distribution first, Distribution second, double z)
    {
        var half = first.Total * second.Total / 2;
        return new(Root(half), Root(half + (z * Deviation)), Root(half - (z * Deviation)));

        double Root(double wins)
        {
            var (low, high) = (first.Values[0] - second.Values[^1], first.Values[^1] - second.Values[0]);
            while (high - low > Precision)
            {
                var middle = (low + high) / 2;
                (low, high) = Wins(first, second, middle) > wins ? (middle, high) : (low, middle);
            }

            return (low + high) / 2;
        }
    }

    static double Wins(Distribution first, Distribution second, double shift)
    {
        var (wins, below, at) = (0.0, 0.0, 0);
        var (values, counts) = (second.Values, second.Counts);
        for (var i = 0; i < first.Values.Length; i++)
        {
            var value = first.Values[i] - shift;
            while (at < values.Length && values[at] < value)
                below += counts[at++];
            var tied = at < values.Length && values[at] == value ? counts[at] : 0;
            wins += first.Counts[i] * (below + (tied / 2));
        }

        return wins;
    }

    static double StandardDeviation(Distribution first, Distribution second)
    {
        var all = first.Total + second.Total;
        if (all <= 1)
            return 0;
        var ties = 0.0;
        for (int i = 0, j = 0; i < first.Values.Length || j < second.Values.Length;)
        {
            var value = Math.Min(i < first.Values.Length ? first.Values[i] : double.MaxValue, j < second.Values.Length ? second.Values[j] : double.MaxValue);
            var tied = 0.0;
            if (i < first.Values.Length && first.Values[i] == value)
                tied += first.Counts[i++];
            if (j < second.Values.Length && second.Values[j] == value)
                tied += second.Counts[j++];
            // A fraction of an observation is tied with nobody.
            ties += Math.Max(0, (tied * tied * tied) - tied);
        }

        return Math.Sqrt(Math.Max(0, first.Total * second.Total / 12 * (all + 1 - (ties / (all * (all - 1))))));
    }
}

/// <param name="Low">The end of the interval that is nearer to minus infinity.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Shift(double Estimate, double Low, double High);
