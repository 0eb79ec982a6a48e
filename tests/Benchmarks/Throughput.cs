using Modular.Benchmarks.Database;
using Modular.Benchmarks.Processes;

namespace Modular.Benchmarks;

/// <summary>Orders done within a window, and what they cost.</summary>
/// <param name="Clients">How many worked at once.</param>
/// <param name="AllocatedBytes">By the host; null where it does not tell.</param>
sealed record Throughput(int Clients, double Orders, TimeSpan Window, CpuTime Cpu, ServerWork Work, double? AllocatedBytes = null)
{
    public double PerSecond => Orders / Window.TotalSeconds;

    /// <summary>Milliseconds of processor time an order.</summary>
    public double CpuMilliseconds(Func<CpuTime, TimeSpan> part) => part(Cpu).TotalMilliseconds / Orders;
}
