namespace Modular.Gateway.Policy;

/// <summary>Names of services as policies write them.</summary>
static class ServiceHost
{
    const string Any = "*";

    /// <summary>
    /// The name of a service, of which Kubernetes makes a host: <c>order.default.svc.cluster.local</c> is <c>order</c>, in whatever
    /// namespace. Every other name stays as it is. In lower case.
    /// </summary>
    public static string Short(string host) => Short(host.AsSpan()).ToString().ToLowerInvariant();

    /// <summary>As <see cref="Short(string)"/>, in the case that it has.</summary>
    public static ReadOnlySpan<char> Short(ReadOnlySpan<char> host)
    {
        var name = Without(Without(host, ".cluster.local"), ".svc");
        var dot = name.IndexOf('.');
        return name.Length < host.Length && dot > 0 && name[(dot + 1)..].IndexOf('.') < 0 && name[..dot] is not Any ? name[..dot] : host;
    }

    static ReadOnlySpan<char> Without(ReadOnlySpan<char> host, string end) =>
        host.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? host[..^end.Length] : host;
}
