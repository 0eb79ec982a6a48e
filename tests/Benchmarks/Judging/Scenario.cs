using Modular.Gateway.Canary.Steps;

namespace Modular.Benchmarks.Judging;

/// <summary>What is simulated.</summary>
/// <param name="Requests">In an interval, to both versions together.</param>
/// <param name="Plan">What the document says.</param>
sealed record Scenario(Weather Weather, LatencyShape Shape, Change Change, int Requests, RolloutPlan Plan);
