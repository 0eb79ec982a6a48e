namespace Modular.Gateway.Policy.Reading;

static class VirtualServiceReader
{
    public static VirtualService Read(Fields spec, PolicyId id, Place place)
    {
        // There is one gateway, and one namespace.
        spec.Ignore("gateways", "exportTo");
        spec.Refuse("tcp", "only http is routed");
        spec.Refuse("tls", "only http is routed");
        return new()
        {
            Id = id,
            Place = place,
            Hosts = spec.Required("hosts")?.SomeOf(static host => host.TextOf("a host name, * or *.host", Syntax.IsHostPattern)) ?? [],
            Http = spec.Required("http")?.SomeOf(static route => route.Object(HttpRouteReader.Read)) ?? [],
        };
    }
}
