namespace Modular.Gateway.Policy.Reading;

static class DestinationsReader
{
    const int All = 100;

    public static IReadOnlyList<WeightedDestination> Read(Node node)
    {
        var destinations = node.SomeOf(static destination => destination.Object(Weighted));
        if (destinations.Count == 1)
            return [destinations[0] with { Weight = All }];
        var sum = destinations.Sum(static destination => (long)(destination.Weight));
        if (destinations.Count > 1 && sum == 0)
            node.Error("the weights must not all be 0: nobody would get a request");
        else if (destinations.Count > 1 && sum != All)
            node.Warning($"the weights are {sum} together, not {All}: each is taken as its share of {sum}, as Istio does");
        return destinations;
    }

    public static DestinationReference Reference(Fields destination) => new(
        destination.Required("host")?.TextOf("a host name", Syntax.IsHost) ?? "",
        destination["subset"]?.Text(),
        destination["port"]?.Object(static port => port.Required("number")?.Whole(1, 65535)),
        destination.Place.Line);

    static WeightedDestination Weighted(Fields fields) => new(
        fields.Required("destination")?.Object(Reference) ?? new(""),
        fields["weight"]?.Whole(0, int.MaxValue) ?? 0,
        fields["headers"]?.Object(HeaderRulesReader.Read) ?? HeaderRules.None);
}
