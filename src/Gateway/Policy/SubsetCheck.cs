using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>
/// Finds subsets that nobody defines: an error where the host has a DestinationRule, else a warning. The document is obeyed all the same, as
/// in Istio, where its requests end in 503: a DestinationRule that changes in one file must not undo a VirtualService in another.
/// </summary>
static class SubsetCheck
{
    public static IEnumerable<Remark> Check(IEnumerable<PolicyDocument> documents, HostIndex<DestinationRule> rules)
    {
        foreach (var service in documents.OfType<VirtualService>())
            foreach (var reference in References(service))
                if (Find(reference, rules) is var (severity, message))
                    yield return new(service, new(severity, service.Place.Source, reference.Destination.Line, $"{reference.Field}.subset", message));
    }

    /// <returns>Null where nothing is wrong.</returns>
    static (Severity Severity, string Message)? Find(Reference reference, HostIndex<DestinationRule> rules)
    {
        if (reference.Destination is not { Subset: { } subset } destination)
            return null;
        if (rules.Find(ServiceHost.Full(destination.Host)) is { } rule)
        {
            return rule.Find(subset) is not null
                ? null
                : (Severity.Error, $"{rule.Id} ({rule.Place}) has no subset '{subset}'{Spelling.Hint(subset, rule.Subsets.Select(static known => known.Name))}");
        }

        // It may still come, or be in a file that is not checked with this one.
        var host = ServiceHost.Short(destination.Host);
        return (Severity.Warning, $"no DestinationRule says what subset '{subset}' of {host} is, so no instance is in it and {reference.Otherwise}: "
            + $"add one with host: {host} and subsets: [{{ name: {subset}, labels: … }}]");
    }

    static IEnumerable<Reference> References(VirtualService service) =>
        service.Http.SelectMany(static (route, number) => route.Destinations
            .Select((weighted, index) => new Reference(weighted.Destination, $"spec.http[{number}].route[{index}].destination", "its requests end in 503"))
            .Concat(route.Mirrors.Select((mirror, index) => new Reference(mirror.Destination, $"spec.http[{number}].mirrors[{index}].destination", "no copy is sent"))));

    /// <param name="Otherwise">What happens where nobody is in the subset.</param>
    sealed record Reference(DestinationReference Destination, string Field, string Otherwise);
}
