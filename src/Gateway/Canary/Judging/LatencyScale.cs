using System.Numerics;

namespace Modular.Gateway.Canary.Judging;

/// <summary>The buckets of a latency histogram: one a microsecond up to 32, then 32 to each power of two, up to 19 hours.</summary>
/// <remarks>Log-linear, as in HdrHistogram (Tene): the middle of a bucket is at most 1.6 % from what was recorded.</remarks>
static class LatencyScale
{
    public const int Buckets = (LargestPower - Bits + 1) << Bits;

    /// <summary>The width of a bucket as a share of its value, at most.</summary>
    public const double Resolution = 1.0 / Within;

    const int Bits = 5;
    const int Within = 1 << Bits;
    const int LargestPower = 36;

    public static int Bucket(double seconds)
    {
        // What is no number, or below zero, is a broken clock's: it must not break the data path.
        var microseconds = seconds > 0 ? (ulong)Math.Min(seconds * 1e6, (1UL << LargestPower) - 1) : 0;
        if (microseconds < Within)
            return (int)microseconds;
        var power = BitOperations.Log2(microseconds);
        return ((power - Bits + 1) << Bits) + (int)((microseconds >> (power - Bits)) & (Within - 1));
    }

    /// <summary>Where a bucket begins, in seconds.</summary>
    public static double Start(int bucket)
    {
        if (bucket < Within)
            return bucket * 1e-6;
        var power = (bucket >> Bits) + Bits - 1;
        return ((ulong)(Within + (bucket & (Within - 1))) << (power - Bits)) * 1e-6;
    }

    /// <summary>The middle of a bucket, in seconds.</summary>
    public static double Middle(int bucket) => (Start(bucket) + Start(bucket + 1)) / 2;
}
