namespace Modular.Gateway.Policy;

/// <summary>Names of services as policies write them.</summary>
static class ServiceHost
{
    /// <summary>
    /// The name of a service, of which Kubernetes makes a host: <c>order.default.svc.cluster.local</c> is <c>order</c>, in whatever
    /// namespace. Every other name stays as it is, in lower case.
    /// </summary>
    public static string Short(string host)
    {
        var name = host.ToLowerInvariant();
        var labels = name.Split('.');
        return labels is [_, _, "svc", ..] and ([_, _, _] or [_, _, _, "cluster", "local"]) && labels[0] != "*" ? labels[0] : name;
    }
}
