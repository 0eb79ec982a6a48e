namespace Modular.Gateway.Canary.Judging;

/// <summary>The standard normal distribution.</summary>
static class Normal
{
    const double SeriesUpTo = 3;

    /// <summary>The chance of more than <paramref name="z"/>, with at least nine right digits also far out.</summary>
    /// <remarks>Near the middle the power series, in the tail Laplace's continued fraction (Abramowitz and Stegun, 26.2.11 and 26.2.14).</remarks>
    public static double Above(double z)
    {
        if (double.IsNaN(z))
            return double.NaN;
        if (z < 0)
            return 1 - Above(-z);
        return z <= SeriesUpTo ? 0.5 - Series(z) : Density(z) / Fraction(z);
    }

    /// <summary>The value with the chance <paramref name="p"/> above it.</summary>
    /// <param name="p">Above 0, below 1.</param>
    public static double Quantile(double p)
    {
        var (low, high) = (-38.0, 38.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Above(middle) > p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    static double Series(double z)
    {
        var (sum, term) = (z, z);
        for (var odd = 3; term > sum * 1e-17; odd += 2)
            sum += term *= z * z / odd;
        return Density(z) * sum;
    }

    static double Fraction(double z)
    {
        var value = z;
        for (var i = 60; i >= 1; i--)
            value = z + (i / value);
        return value;
    }
}
