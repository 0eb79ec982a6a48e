namespace Modular.Gateway.Policy.Reading;

static class CanaryServiceReader
{
    const string GatewayApi = "it is for the Gateway API provider";
    const string AppMesh = "it is for the App Mesh provider";
    const string Kubernetes = "it is for Kubernetes, of which the gateway makes nothing";

    public static CanaryService Read(Fields service)
    {
        // Ports and metadata of Kubernetes services: instances have registered their ports themselves.
        service.Ignore("port", "portName", "targetPort", "appProtocol", "portDiscovery", "gateways", "apex", "primary", "canary", "unmanagedMetadata");
        service.Refuse("gatewayRefs", GatewayApi);
        service.Refuse("backendTimeout", GatewayApi);
        service.Refuse("mirror", GatewayApi);
        service.Refuse("meshName", AppMesh);
        service.Refuse("backends", AppMesh);
        service.Refuse("headless", Kubernetes);
        service.Refuse("trafficDistribution", Kubernetes);
        service.Refuse("delegation", "a VirtualService cannot be put together from several");
        return new()
        {
            Name = service["name"]?.TextOf("the name of a service", Syntax.IsName),
            Hosts = service["hosts"]?.List(static host => host.TextOf("a host name, * or *.host", Syntax.IsHostPattern)) ?? [],
            Matches = service["match"]?.SomeOf(static match => match.Object(HttpMatchReader.Read)) ?? [],
            Rewrite = service["rewrite"]?.Object(HttpActionsReader.Rewrite),
            Headers = service["headers"]?.Object(HeaderRulesReader.Read) ?? HeaderRules.None,
            Timeout = service["timeout"]?.Duration(min: TimeSpan.Zero),
            Retries = service["retries"]?.Object(RetriesReader.Read),
            Cors = service["corsPolicy"]?.Object(CorsReader.Read),
            TrafficPolicy = service["trafficPolicy"]?.Object(TrafficPolicyReader.Read) ?? TrafficPolicy.Unsaid,
        };
    }
}
