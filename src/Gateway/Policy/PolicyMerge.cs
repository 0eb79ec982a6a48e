using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>Makes one set of the documents of all sources, and says who had to stand back. Pure; chance has no part in it.</summary>
static class PolicyMerge
{
    /// <param name="version">Of the set.</param>
    /// <param name="entries">Of all sources.</param>
    /// <param name="hasMesh">See <see cref="NotObeyed"/>.</param>
    public static PolicySet Merge(long version, IEnumerable<PolicyEntry> entries, bool hasMesh = false)
    {
        var all = entries.ToList();
        var remarks = new List<Remark>();
        var documents = Winners(all, remarks);
        var rules = new HostIndex<DestinationRule>(ByHost(documents.OfType<DestinationRule>(), static rule => [rule.Host], "spec.host", remarks));
        var services = ByHost(documents.OfType<VirtualService>(), static service => service.Hosts, "spec.hosts", remarks);
        var canaries = ByHost(documents.OfType<CanaryDocument>(), static canary => [canary.Target], "spec.targetRef.name", remarks);
        remarks.AddRange(SubsetCheck.Check(documents, rules));
        remarks.AddRange(NotObeyed.Check(documents, hasMesh));
        return new()
        {
            Version = version,
            Documents = documents,
            // A wildcard is about what clients ask for: what is asked of a service by its own routes is not changed by it.
            VirtualServices = new(services.Where(static entry => !ServiceHost.IsWildcard(entry.Key))),
            Ingress = services.Where(static entry => ServiceHost.IsForClients(entry.Key)).ToDictionary(static entry => ServiceHost.Decode(entry.Key)!, static entry => entry.Value, StringComparer.Ordinal),
            DestinationRules = rules,
            Canaries = new(canaries),
            States = States(all, documents, remarks.ToLookup<Remark, PolicyDocument, Diagnostic>(static remark => remark.About, static remark => remark.Diagnostic, ReferenceEqualityComparer.Instance)),
        };
    }

    /// <summary>One document of each kind and name: the one of the latest origin, else the one whose place comes first.</summary>
    static List<PolicyDocument> Winners(List<PolicyEntry> entries, List<Remark> remarks)
    {
        var winners = new List<PolicyDocument>();
        foreach (var same in entries.Where(static entry => entry.Good is not null).GroupBy(static entry => entry.Id!))
        {
            var ranked = same.OrderByDescending(static entry => entry.Origin)
                .ThenBy(static entry => entry.Good!.Place.Source, StringComparer.Ordinal).ThenBy(static entry => entry.Good!.Place.Line).ToList();
            var winner = ranked[0].Good!.Document!;
            winners.Add(winner);
            foreach (var loser in ranked.Skip(1))
            {
                var document = loser.Good!.Document!;
                remarks.Add(new(document, loser.Origin == ranked[0].Origin
                    ? Diagnostic.Error(document.Place, "metadata.name", $"{document.Id} is in {winner.Place} already, which counts")
                    : Diagnostic.Warning(document.Place, "metadata.name", $"{document.Id} of {winner.Place} counts in its place")));
            }
        }

        return [.. winners.OrderBy(static document => document.Id.Kind).ThenBy(static document => document.Name, StringComparer.Ordinal)];
    }

    /// <summary>Of several documents for a host, the one whose name comes first has it: the same on every gateway, in whatever order they came.</summary>
    static Dictionary<string, T> ByHost<T>(IEnumerable<T> documents, Func<T, IReadOnlyList<string>> hosts, string field, List<Remark> remarks)
        where T : PolicyDocument
    {
        var index = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var document in documents)
        {
            foreach (var host in hosts(document).Select(ServiceHost.Short).Distinct(StringComparer.Ordinal))
            {
                if (!index.TryAdd(host, document))
                {
                    var other = index[host];
                    remarks.Add(new(document, Diagnostic.Error(document.Place, field, $"{host} has {other.Id} already ({other.Place}): of several, the first by name counts")));
                }
            }
        }

        return index;
    }

    static IReadOnlyList<PolicyState> States(List<PolicyEntry> entries, List<PolicyDocument> documents, ILookup<PolicyDocument, Diagnostic> remarks)
    {
        var obeyed = documents.ToHashSet<PolicyDocument>(ReferenceEqualityComparer.Instance);
        return [.. entries.Select(entry => entry.Good?.Document is { } document
            ? new PolicyState(entry, StatusOf(entry, obeyed.Contains(document)), [.. entry.Latest.Diagnostics, .. remarks[document].Select(remark => Located(remark, entry.Good))])
            : new PolicyState(entry, entry.Latest.HasErrors ? PolicyStatus.Refused : PolicyStatus.Foreign, entry.Latest.Diagnostics))];
    }

    /// <summary>Who remarks on a document knows its fields, and not where they stand.</summary>
    static Diagnostic Located(Diagnostic remark, ReadDocument document) =>
        remark.Line == document.Place.Line ? remark with { Line = FieldLine.Of(document, remark.Field) } : remark;

    static PolicyStatus StatusOf(PolicyEntry entry, bool isObeyed) =>
        !isObeyed ? PolicyStatus.Overridden : entry.IsOutdated ? PolicyStatus.Outdated : PolicyStatus.InForce;
}

/// <summary>Something about a document that only shows beside others.</summary>
sealed record Remark(PolicyDocument About, Diagnostic Diagnostic);
