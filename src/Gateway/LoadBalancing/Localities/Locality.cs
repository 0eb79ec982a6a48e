namespace Modular.Gateway.LoadBalancing.Localities;

/// <summary>Where an instance, or the gateway, runs: <c>region/zone/sub-zone</c>, of which the end may be missing. (Istio, Envoy)</summary>
readonly record struct Locality(string Region, string Zone, string SubZone)
{
    const string Any = "*";

    /// <param name="text">Null or empty where it is not known.</param>
    public static Locality Parse(string? text)
    {
        var parts = (text ?? "").Split('/', 3);
        return new(parts[0], parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
    }

    public bool IsUnknown => Region.Length == 0;

    /// <summary>Whether it is the place that a document names, in which <c>*</c> or a missing end is any.</summary>
    public bool IsIn(Locality named) =>
        named.Region is Any
        || (Region == named.Region && (named.Zone is "" or Any || (Zone == named.Zone && (named.SubZone is "" or Any || SubZone == named.SubZone))));

    /// <summary>0 in the same sub-zone, 1 in the same zone, 2 in the same region, 3 elsewhere.</summary>
    public int DistanceTo(Locality other) =>
        Region != other.Region ? 3
        : Zone != other.Zone ? 2
        : SubZone != other.SubZone ? 1
        : 0;
}
