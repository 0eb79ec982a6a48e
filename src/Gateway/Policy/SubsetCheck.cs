using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>
/// Finds subsets that nobody defines. The document is obeyed all the same, as in Istio, where its requests end in 503: a DestinationRule
/// that changes in one file must not undo a VirtualService in another.
/// </summary>
static class SubsetCheck
{
    public static IEnumerable<Remark> Check(IEnumerable<PolicyDocument> documents, HostIndex<DestinationRule> rules)
    {
        foreach (var service in documents.OfType<VirtualService>())
        {
            foreach (var (destination, field) in Destinations(service))
            {
                if (destination.Subset is { } subset && rules.Find(destination.Host) is { } rule && rule.Find(subset) is null)
                {
                    yield return new(service, Diagnostic.Error(
                        service.Place with { Line = destination.Line }, $"{field}.subset",
                        $"{rule.Id} ({rule.Place}) has no subset '{subset}'{Spelling.Hint(subset, rule.Subsets.Select(static known => known.Name))}"));
                }
            }
        }
    }

    static IEnumerable<(DestinationReference Destination, string Field)> Destinations(VirtualService service) =>
        service.Http.SelectMany((route, number) => route.Destinations
            .Select((weighted, index) => (weighted.Destination, $"spec.http[{number}].route[{index}].destination"))
            .Concat(route.Mirrors.Select((mirror, index) => (mirror.Destination, $"spec.http[{number}].mirrors[{index}].destination"))));
}
