using Modular.Gateway.Configuration;

namespace Modular.Gateway.LoadBalancing;

/// <summary>How requests are spread: section <c>Balancing</c>, or <c>Services:&lt;name&gt;:Balancing</c> for one service.</summary>
sealed record BalancingOptions : IGatewayOptions
{
    public const string Section = "Balancing";

    /// <value>One of <see cref="BalancingPolicies.Names"/>. Default <c>peak-ewma</c>.</value>
    public string Policy { get; init; } = PeakEwma.PolicyName;

    /// <value>The time over which Peak-EWMA forgets a slow answer. Default 10 s; 10 ms to 10 min.</value>
    public TimeSpan Decay { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>What Peak-EWMA takes for the latency of an instance that has not answered yet. Default 30 ms; above 0, at most 10 min.</value>
    public TimeSpan InitialRtt { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <value>How long a joining or recovered instance takes to its full share. Default 10 s; 0 to 10 min, where 0 turns slow start off.</value>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>The shape of slow start: 1 is a straight line, more starts steeper. Default 1; above 0, at most 100. (Envoy)</value>
    public double Aggression { get; init; } = 1;

    public IEnumerable<string> Failures(string section)
    {
        var longest = TimeSpan.FromMinutes(10);
        if (!BalancingPolicies.Names.Contains(Policy, StringComparer.OrdinalIgnoreCase))
            yield return $"{section}:Policy must be one of {string.Join(", ", BalancingPolicies.Names)}, not '{Policy}'.";
        if (Decay < TimeSpan.FromMilliseconds(10) || Decay > longest)
            yield return $"{section}:Decay must be between 00:00:00.010 and {longest}, not {Decay}.";
        if (InitialRtt <= TimeSpan.Zero || InitialRtt > longest)
            yield return $"{section}:InitialRtt must be above 0 and at most {longest}, not {InitialRtt}.";
        if (SlowStart < TimeSpan.Zero || SlowStart > longest)
            yield return $"{section}:SlowStart must be between 0 (off) and {longest}, not {SlowStart}.";
        if (Aggression is not (> 0 and <= 100))
            yield return $"{section}:Aggression must be above 0 and at most 100, not {Aggression}.";
    }
}
