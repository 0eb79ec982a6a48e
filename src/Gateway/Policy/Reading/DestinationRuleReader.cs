namespace Modular.Gateway.Policy.Reading;

static class DestinationRuleReader
{
    public static DestinationRule Read(Fields spec, PolicyId id, Place place)
    {
        spec.Ignore("exportTo");
        spec.Refuse("workloadSelector", "there are no sidecars to choose from");
        return new()
        {
            Id = id,
            Place = place,
            Host = spec.Required("host")?.TextOf("a host name, * or *.host", Syntax.IsHostPattern) ?? "",
            TrafficPolicy = spec["trafficPolicy"]?.Object(TrafficPolicyReader.Read) ?? TrafficPolicy.Unsaid,
            Subsets = spec["subsets"] is { } subsets ? Subsets(subsets) : [],
        };
    }

    static IReadOnlyList<Subset> Subsets(Node node)
    {
        var subsets = node.List(static subset => subset.Object(Read));
        foreach (var name in subsets.GroupBy(static subset => subset.Name, StringComparer.Ordinal).Where(static same => same.Count() > 1))
            node.Error($"'{name.Key}' is there twice: each subset needs a name of its own");
        return subsets;
    }

    static Subset Read(Fields subset) => new(
        subset.Required("name")?.TextOf("a name of letters, digits, '-' and '.'", Syntax.IsHost) ?? "",
        subset["labels"]?.TextMap() ?? new Dictionary<string, string>(StringComparer.Ordinal),
        subset["trafficPolicy"]?.Object(TrafficPolicyReader.Read) ?? TrafficPolicy.Unsaid);
}
