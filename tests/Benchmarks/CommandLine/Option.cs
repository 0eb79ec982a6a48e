namespace Modular.Benchmarks.CommandLine;

/// <summary>One option of a benchmark, <c>--name value</c>.</summary>
/// <param name="Default">Its value where the command line gives none.</param>
sealed record Option(string Name, string Default, string Summary);
