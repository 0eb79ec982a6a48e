using Modular.Benchmarks;
using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Discovery;
using Modular.Benchmarks.Judging;
using Modular.Benchmarks.Orders;
using Modular.Benchmarks.Policies;
using Modular.Benchmarks.Proxying;
using Modular.Benchmarks.Reporting;
using Modular.Benchmarks.Resilience;
using Modular.Benchmarks.Soaking;
using Modular.Benchmarks.Split;
using Modular.Benchmarks.Starting;

#if DEBUG
await Console.Error.WriteLineAsync("Debug figures mean nothing. Run: dotnet run -c Release --project tests/Benchmarks -- <name>");
return ExitCode.Usage;
#else
// The other end of a benchmark, as a process of its own.
switch (args)
{
    case [BareYarp.Role, .. var urls]:
        await BareYarp.RunAsync(urls);
        return ExitCode.Met;
    case [FaultyInstance.Role, var url]:
        await FaultyInstance.RunAsync(url);
        return ExitCode.Met;
    case [TrivialUpstream.Role, .. var urls]:
        await TrivialUpstream.RunAsync(urls);
        return ExitCode.Met;
}

var progress = new ProgressLine(Console.Error);
using var stop = new CancellationTokenSource();
// The host and PostgreSQL are our children: stop them before going.
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    return await new BenchmarkCommand([new OrdersBenchmark(), new StartBenchmark(), new SoakBenchmark(), new GatewayBenchmark(), new DiscoveryBenchmark(), new SplitBenchmark(), new JudgeBenchmark(), new ResilienceBenchmark(), new PoliciesBenchmark()])
        .RunAsync(args, progress, stop.Token);
}
catch (BenchmarkException failure)
{
    progress.Done();
    await Console.Error.WriteLineAsync(failure.Message);
    return ExitCode.Failed;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    progress.Done();
    return ExitCode.Failed;
}
#endif
