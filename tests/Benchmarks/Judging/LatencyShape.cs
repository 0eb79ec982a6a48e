using Modular.Gateway.Canary.Judging;

namespace Modular.Benchmarks.Judging;

/// <summary>A distribution of latencies, as a table of its quantiles: to draw from it costs next to nothing.</summary>
sealed class LatencyShape
{
    const int Points = 1 << 15;

    /// <summary>From here on the tail is slower in the variant that leaves everything else as it is.</summary>
    const double TailFrom = 0.95;

    readonly double[] _seconds = new double[Points + 1];

    LatencyShape(string name, Func<double, double> quantile)
    {
        Name = name;
        for (var i = 0; i <= Points; i++)
            _seconds[i] = quantile((i + 0.5) / (Points + 1));
    }

    LatencyShape(LatencyShape from, Func<double, double> change)
    {
        Name = from.Name;
        _seconds = [.. from._seconds.Select(change)];
    }

    public static IReadOnlyList<LatencyShape> All { get; } =
    [
        // In the mean 50 ms; in the median 40 ms, with a sigma of 0.8; nine of ten at 20 ms and the tenth at 200 ms.
        new("exponential", share => -0.05 * Math.Log(1 - share)),
        new("log-normal", share => LogNormal(share, 0.04, 0.8)),
        new("bimodal", Bimodal),
    ];

    public string Name { get; }

    /// <param name="share">0 (included) to 1 (not included), drawn evenly.</param>
    public double At(double share)
    {
        var place = share * Points;
        var point = (int)place;
        return _seconds[point] + ((_seconds[point + 1] - _seconds[point]) * (place - point));
    }

    public LatencyShape Slower(double factor) => new(this, seconds => seconds * factor);

    /// <summary>Only what is above the 95th percentile is stretched, so far that the 99th is <paramref name="factor"/> times as long.</summary>
    public LatencyShape SlowerInTheTail(double factor)
    {
        var (from, p99) = (At(TailFrom), At(0.99));
        var stretch = ((factor * p99) - from) / (p99 - from);
        return new(this, seconds => seconds <= from ? seconds : from + ((seconds - from) * stretch));
    }

    static double LogNormal(double share, double median, double sigma) => median * Math.Exp(sigma * Normal.Quantile(1 - share));

    static double Bimodal(double share)
    {
        const double Sigma = 0.3;
        var (low, high) = (Math.Log(0.001), Math.Log(10));
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            var above = (0.9 * Normal.Above((middle - Math.Log(0.02)) / Sigma)) + (0.1 * Normal.Above((middle - Math.Log(0.2)) / Sigma));
            (low, high) = above > 1 - share ? (middle, high) : (low, middle);
        }

        return Math.Exp((low + high) / 2);
    }
}
