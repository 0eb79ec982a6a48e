using Modular.Benchmarks.Reporting;
using Spectre.Console;

namespace Modular.Benchmarks.CommandLine;

/// <summary><c>Benchmarks &lt;name&gt; [--option value]…</c></summary>
sealed class BenchmarkCommand(IReadOnlyList<IBenchmark> benchmarks)
{
    static readonly Option Json = new("json", "-", "file for the JSON report; - for standard output, after the tables");

    // A file or a pipe has no width of its own, and 80 columns break the tables.
    const int RedirectedWidth = 180;

    public async Task<int> RunAsync(string[] words, ProgressLine progress, CancellationToken cancellation)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedWidth;
        if (words is [] or ["--help" or "-h" or "help"])
        {
            Explain(benchmarks);
            return words is [] ? ExitCode.Usage : ExitCode.Met;
        }

        if (benchmarks.FirstOrDefault(known => known.Name == words[0]) is not { } benchmark)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark {words[0]}. There are: {string.Join(", ", benchmarks.Select(b => b.Name))}.");
            return ExitCode.Usage;
        }

        if (words.Contains("--help", StringComparer.Ordinal))
        {
            Explain([benchmark]);
            return ExitCode.Met;
        }

        try
        {
            var arguments = Arguments.Parse(words[1..], [.. benchmark.Options, Json]);
            var report = await benchmark.RunAsync(arguments, progress, cancellation);
            progress.Done();
            await report.WriteAsync(AnsiConsole.Console, arguments[Json.Name], cancellation);
            return report.Targets.All(target => target.IsMet) ? ExitCode.Met : ExitCode.Missed;
        }
        catch (FormatException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return ExitCode.Usage;
        }
    }

    static void Explain(IEnumerable<IBenchmark> benchmarks)
    {
        AnsiConsole.WriteLine("dotnet run -c Release --project tests/Benchmarks -- <name> [--option value]...");
        foreach (var benchmark in benchmarks)
        {
            var table = new Table().Title(benchmark.Name).Caption(benchmark.Summary).AddColumns("Option", "Default", "Meaning");
            foreach (var option in benchmark.Options.Append(Json))
                table.AddRow(new Text($"--{option.Name}"), new Text(option.Default), new Text(option.Summary));
            AnsiConsole.Write(table);
        }
    }
}
