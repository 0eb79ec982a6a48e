namespace Modular.Gateway.Policy.Reading;

static class TrafficPolicyReader
{
    public static TrafficPolicy Read(Fields policy)
    {
        policy.Refuse("tunnel", "requests are not tunnelled");
        policy.Refuse("proxyProtocol", "services are told of their clients by Forwarded headers");
        return Settings(policy) with
        {
            RetryBudget = policy["retryBudget"]?.Object(RetryBudget),
            Ports = policy["portLevelSettings"] is { } ports ? Ports(ports) : TrafficPolicy.Unsaid.Ports,
        };
    }

    static TrafficPolicy Settings(Fields policy) => new()
    {
        LoadBalancer = policy["loadBalancer"]?.Object(LoadBalancerReader.Read),
        ConnectionPool = policy["connectionPool"]?.Object(ConnectionPoolReader.Read),
        OutlierDetection = policy["outlierDetection"]?.Object(OutlierDetectionReader.Read),
        Tls = policy["tls"]?.Object(TlsReader.Read),
    };

    static Dictionary<int, TrafficPolicy> Ports(Node node)
    {
        var ports = new Dictionary<int, TrafficPolicy>();
        foreach (var (number, policy) in node.List(static item => item.Object(Port)))
        {
            if (!ports.TryAdd(number, policy))
                node.Error($"port {number} is there twice");
        }

        return ports;
    }

    static KeyValuePair<int, TrafficPolicy> Port(Fields fields) => KeyValuePair.Create(
        fields.Required("port")?.Object(static port => port.Required("number")?.Whole(1, 65535)) ?? 0, Settings(fields));

    static RetryBudgetSettings RetryBudget(Fields budget) => new(
        budget["percent"]?.Number(0, 100) ?? 20,
        budget["minRetryConcurrency"]?.Whole(0, int.MaxValue) ?? 3,
        budget["budgetInterval"]?.Duration());
}
