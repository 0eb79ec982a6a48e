namespace Modular.Gateway.Policy.Reading;

/// <summary>What every document has around its <c>spec</c>: a Kubernetes object.</summary>
static class Envelope
{
    static readonly string[] IstioVersions = ["networking.istio.io/v1", "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3"];
    static readonly string[] FlaggerVersions = ["flagger.app/v1beta1"];

    static readonly Dictionary<string, PolicyKind> Kinds = Enum.GetValues<PolicyKind>().ToDictionary(kind => kind.ToString(), StringComparer.Ordinal);

    /// <returns>Null when it is not for the gateway; the document is null when it cannot be read at all.</returns>
    public static (PolicyId? Id, PolicyDocument? Document)? Read(Fields fields, Place place)
    {
        var version = fields.Required("apiVersion")?.Text();
        var kind = fields.Required("kind")?.Text();
        if (version is null || kind is null || !Kinds.TryGetValue(kind, out var known))
        {
            fields.IgnoreRest();
            if (version is not null && kind is not null)
                ReportForeign(fields, kind);
            return null;
        }

        var versions = known == PolicyKind.Canary ? FlaggerVersions : IstioVersions;
        if (!versions.Contains(version, StringComparer.Ordinal))
            fields.Error("apiVersion", $"must be {string.Join(" or ", versions)} for a {kind}, not {version}");
        fields.Ignore("status");
        var metadata = fields.Required("metadata")?.Object(fields => MetadataOf(fields, known)) ?? new("");
        var id = new PolicyId(known, metadata.Name);
        return (metadata.Name.Length > 0 ? id : null, fields.Required("spec")?.Object<PolicyDocument>(spec => known switch
        {
            PolicyKind.VirtualService => VirtualServiceReader.Read(spec, id, place),
            PolicyKind.DestinationRule => DestinationRuleReader.Read(spec, id, place),
            _ => CanaryReader.Read(spec, id, place) with { Namespace = metadata.Namespace },
        }));
    }

    /// <summary>A document for somebody else stands here in peace; one whose kind is misspelt does not.</summary>
    static void ReportForeign(Fields fields, string kind)
    {
        if (Spelling.Nearest(kind, Kinds.Keys) is { } meant)
            fields.Error("kind", $"'{kind}' is not a kind; did you mean '{meant}'?");
        else
            fields.Warning("kind", $"{kind} is not for the gateway: it is left alone. It reads {string.Join(", ", Kinds.Keys)}");
    }

    static Metadata MetadataOf(Fields metadata, PolicyKind kind)
    {
        var name = metadata.Required("name")?.TextOf("a name of lower-case letters, digits, '-' and '.'", Syntax.IsName) ?? "";
        // Only a canary's is told to anybody.
        var space = kind == PolicyKind.Canary ? metadata["namespace"]?.TextOf("a name of lower-case letters, digits and '-'", Syntax.IsNamespace) : null;
        metadata.Ignore(
            "namespace", "labels", "annotations", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers", "generateName",
            "generation", "managedFields", "ownerReferences", "resourceVersion", "selfLink", "uid");
        return new(name, space ?? ServiceHost.Namespace);
    }

    sealed record Metadata(string Name, string Namespace = ServiceHost.Namespace);
}
