namespace Modular.Benchmarks.Judging;

/// <summary>What is simulated.</summary>
/// <param name="Requests">In an interval, to both versions together.</param>
sealed record Scenario(Weather Weather, LatencyShape Shape, Change Change, int Requests);
