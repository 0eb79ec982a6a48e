using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks;

/// <summary>One question about the speed of the system, and the targets that its answer is held against.</summary>
interface IBenchmark
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    string Summary { get; }

    IReadOnlyList<Option> Options { get; }

    /// <exception cref="BenchmarkException">It cannot be measured here; the message says what is missing.</exception>
    Task<Report> RunAsync(Arguments arguments, ProgressLine progress, CancellationToken cancellation);
}

/// <summary>A benchmark cannot run. The message is for the person who started it.</summary>
sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);
