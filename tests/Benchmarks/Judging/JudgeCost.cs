using System.Diagnostics;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Forwarding;
using Modular.Gateway.LoadBalancing;

namespace Modular.Benchmarks.Judging;

/// <summary>What the judge costs: the data path an attempt, and the control loop a verdict.</summary>
/// <param name="RecordNanoseconds">To record an attempt, with as many threads at once as there are processors.</param>
/// <param name="RecordedBytes">Allocated by an attempt.</param>
/// <param name="VerdictMicroseconds">Of a window with 3,000 attempts on either side.</param>
sealed record JudgeCost(double RecordNanoseconds, double RecordedBytes, double VerdictMicroseconds)
{
    const int Attempts = 10_000_000;
    const int Verdicts = 500;

    public static JudgeCost Measure()
    {
        Record(new());
        var sample = new AttemptSample();
        var threads = Environment.ProcessorCount;
        var costs = new (double Nanoseconds, double Bytes)[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => costs[i] = Record(sample));
        Verdict();
        return new(costs.Average(cost => cost.Nanoseconds), costs.Average(cost => cost.Bytes), Verdict());
    }

    static (double Nanoseconds, double Bytes) Record(AttemptSample sample)
    {
        var (bytes, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Attempts; i++)
            sample.Record(Outcome.Success, 0.02 + ((i & 1023) * 1e-4));
        return (Stopwatch.GetElapsedTime(start).TotalNanoseconds / Attempts, (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / Attempts);
    }

    static double Verdict()
    {
        var (dice, canary, stable) = (new SeededDice(1), new AttemptSample(), new AttemptSample());
        for (var i = 0; i < 3000; i++)
        {
            canary.Record(Outcome.Success, LatencyShape.All[0].At(dice.Share()));
            stable.Record(Outcome.Success, LatencyShape.All[0].At(dice.Share()));
        }

        var (window, options, start) = (new Window(canary.Take(), stable.Take()), new JudgeOptions(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Verdicts; i++)
            _ = Judge.Decide(Evidence.Empty, window, [], options);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Verdicts;
    }
}
