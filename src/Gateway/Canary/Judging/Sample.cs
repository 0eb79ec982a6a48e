namespace Modular.Gateway.Canary.Judging;

/// <summary>The attempts on one version in a window. Counts may be fractions: those of a sample that was cut to size.</summary>
/// <param name="Failed">Attempts that are held against the version.</param>
/// <param name="FellBack">Requests that the other version answered in its place; shown, never judged.</param>
/// <param name="Buckets">The buckets of <see cref="LatencyScale"/> that hold good attempts, ascending.</param>
/// <param name="Counts">How many each of them holds.</param>
sealed record Sample(double Failed, double FellBack, int[] Buckets, double[] Counts)
{
    public static Sample Empty { get; } = new(0, 0, [], []);

    public double Good => Counts.Sum();

    public Attempts Attempts => new(Failed, Failed + Good);

    /// <param name="good">A count for each bucket.</param>
    public static Sample Of(ReadOnlySpan<int> good, int failed, int fellBack)
    {
        var held = 0;
        foreach (var count in good)
            held += count > 0 ? 1 : 0;
        var (buckets, counts) = (new int[held], new double[held]);
        for (int bucket = 0, at = 0; bucket < good.Length; bucket++)
            if (good[bucket] > 0)
                (buckets[at], counts[at++]) = (bucket, good[bucket]);
        return new(failed, fellBack, buckets, counts);
    }

    public Sample Add(Sample other)
    {
        var sums = new SortedDictionary<int, double>();
        foreach (var (buckets, counts) in new[] { (Buckets, Counts), (other.Buckets, other.Counts) })
            for (var i = 0; i < buckets.Length; i++)
                sums[buckets[i]] = sums.GetValueOrDefault(buckets[i]) + counts[i];
        return new(Failed + other.Failed, FellBack + other.FellBack, [.. sums.Keys], [.. sums.Values]);
    }

    /// <summary>The same attempts, each counted as <paramref name="share"/> of one.</summary>
    public Sample Scale(double share) =>
        share == 1 ? this : new(Failed * share, FellBack, Buckets, [.. Counts.Select(count => count * share)]);

    /// <summary>The latencies, in seconds on a logarithmic scale, where a version that is so many per cent slower is a shift.</summary>
    public Distribution LogLatencies() => new([.. Buckets.Select(bucket => Math.Log(LatencyScale.Middle(bucket)))], Counts);

    /// <summary>In seconds.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        if (Buckets is [])
            return double.NaN;
        var rank = share * Good;
        for (var i = 0; i < Buckets.Length; i++)
        {
            if (rank <= Counts[i] || i == Buckets.Length - 1)
            {
                var (start, end) = (LatencyScale.Start(Buckets[i]), LatencyScale.Start(Buckets[i] + 1));
                return start + ((end - start) * Math.Clamp(rank / Counts[i], 0, 1));
            }

            rank -= Counts[i];
        }

        return double.NaN;
    }

    /// <summary>How many good attempts took longer.</summary>
    public double SlowerThan(double seconds)
    {
        var slower = 0.0;
        for (var i = 0; i < Buckets.Length; i++)
            slower += LatencyScale.Middle(Buckets[i]) > seconds ? Counts[i] : 0;
        return slower;
    }
}
