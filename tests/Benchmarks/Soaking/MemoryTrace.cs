namespace Modular.Benchmarks.Soaking;

/// <summary>Resident memory of the host against the orders it has confirmed.</summary>
sealed class MemoryTrace
{
    const string Bars = "▁▂▃▄▅▆▇█";

    readonly List<(long Orders, long KiB)> _samples = [];

    public IReadOnlyList<(long Orders, long KiB)> Samples => _samples;

    public void Add(long orders, long residentKiB) => _samples.Add((orders, residentKiB));

    /// <summary>The first sample at or after a number of orders; the last one when there is none.</summary>
    public long At(long orders) => _samples.Where(sample => sample.Orders >= orders).Append(_samples[^1]).First().KiB;

    public long MostSince(long orders) => _samples.Where(sample => sample.Orders >= orders).Append(_samples[^1]).Max(sample => sample.KiB);

    /// <summary>KiB an order since a number of orders: the slope of the least-squares line. 0 when it is only one sample.</summary>
    public double GrowthSince(long orders)
    {
        var points = _samples.Where(sample => sample.Orders >= orders).ToList();
        if (points.Count < 2)
            return 0;
        var (meanOrders, meanKiB) = (points.Average(p => p.Orders), points.Average(p => p.KiB));
        return points.Sum(p => (p.Orders - meanOrders) * (p.KiB - meanKiB)) / points.Sum(p => Math.Pow(p.Orders - meanOrders, 2));
    }

    /// <summary>One bar a sample, from 0 to the largest.</summary>
    public string Sparkline()
    {
        var most = _samples.Max(sample => sample.KiB);
        return string.Concat(_samples.Select(sample => Bars[(int)((Bars.Length - 1) * sample.KiB / most)]));
    }
}
