namespace Modular.Gateway.Canary.Judging;

/// <summary>Tests of shares.</summary>
static class Proportions
{
    /// <summary>Whether the first share is larger than the second: the z test with the pooled share, positive when it is.</summary>
    /// <remarks>Pearson's chi-squared test of a fourfold table is its square. 0 where all, or none, failed.</remarks>
    public static double Z(Attempts first, Attempts second)
    {
        var deviation = Math.Sqrt(Variance(first, second));
        return deviation > 0 ? (first.ErrorRate - second.ErrorRate) / deviation : 0;
    }

    /// <summary>The variance of the difference of both shares, if they are in truth the same.</summary>
    public static double Variance(Attempts first, Attempts second)
    {
        if (first.Total <= 0 || second.Total <= 0)
            return 0;
        var pooled = (first.Failed + second.Failed) / (first.Total + second.Total);
        return pooled * (1 - pooled) * ((1 / first.Total) + (1 / second.Total));
    }

    /// <summary>Between what the share lies in truth, with the confidence that <paramref name="z"/> stands for.</summary>
    /// <remarks>E. B. Wilson: Probable Inference, the Law of Succession, and Statistical Inference, 1927. It also holds of few, and of none.</remarks>
    public static (double Low, double High) Bounds(Attempts share, double z)
    {
        if (share.Total <= 0)
            return (0, 1);
        var (n, p, zz) = (share.Total, share.ErrorRate, z * z);
        var middle = (p + (zz / (2 * n))) / (1 + (zz / n));
        var half = z / (1 + (zz / n)) * Math.Sqrt((p * (1 - p) / n) + (zz / (4 * n * n)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
