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

    /// <value>With how much of its share an instance begins slow start, in per cent. Default 10: less would leave it cold; 0 to 100. (Envoy)</value>
    public double MinimumPercent { get; init; } = 10;

    /// <value>
    /// Where this gateway runs, as <c>region/zone/sub-zone</c>, of which the end may be missing. Instances whose metadata <c>zone</c> is the same are
    /// preferred. Default empty: not known, and all instances are alike.
    /// </value>
    public string Zone { get; init; } = "";

    /// <value>The gateway's own labels, which <c>failoverPriority</c> of a document compares with the metadata of instances. Default none.</value>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels;

    static IReadOnlyDictionary<string, string> NoLabels { get; } = new Dictionary<string, string>(StringComparer.Ordinal).AsReadOnly();

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
        if (MinimumPercent is not (>= 0 and <= 100))
            yield return $"{section}:MinimumPercent must be between 0 and 100, not {MinimumPercent}.";
        if (Zone.Length > 0 && (Zone.Split('/') is not { Length: <= 3 } parts || parts.Any(part => part is "" or "*")))
            yield return $"{section}:Zone must be one to three names with / between, such as region/zone, not '{Zone}'.";
    }
}
