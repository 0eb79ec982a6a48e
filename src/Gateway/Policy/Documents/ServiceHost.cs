using System.Globalization;

namespace Modular.Gateway.Policy;

/// <summary>The hosts of policies: names of services, and names that clients ask for.</summary>
static class ServiceHost
{
    /// <summary>Every host.</summary>
    public const string Any = "*";

    /// <summary>The namespace that all services are in.</summary>
    public const string Namespace = "default";

    const string Kubernetes = ".svc.cluster.local";

    // RFC 5890, section 2.3.2.5.
    const string Encoded = "xn--";

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

    /// <summary>The same in full, as Kubernetes has it: what wildcards such as <c>*.local</c> are held against. A name that is no service's stays as it is.</summary>
    public static string Full(string host) => Short(host) is var name && name.Contains('.', StringComparison.Ordinal) ? name : $"{name}.{Namespace}{Kubernetes}";

    /// <summary>Whether it is a wildcard of Kubernetes' names that no service is below, as of another namespace.</summary>
    public static bool IsBesideServices(string host) => IsWildcard(host)
        && (host.EndsWith(Kubernetes, StringComparison.OrdinalIgnoreCase) || host.EndsWith(".svc", StringComparison.OrdinalIgnoreCase))
        && !Full("order").EndsWith(host[1..], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a wildcard: <c>*</c>, or <c>*.</c> and a domain.</summary>
    public static bool IsWildcard(string host) => host.StartsWith('*');

    /// <summary>
    /// Whether it is what a client asks for (<c>Host</c>, <c>:authority</c>) and not the name of a service: a wildcard, a domain name or an
    /// IPv4 address, which have a dot.
    /// </summary>
    /// <param name="host">As <see cref="Short(string)"/> leaves it.</param>
    public static bool IsForClients(string host) => IsWildcard(host) || (host.Contains('.', StringComparison.Ordinal) && !IsIPv6(host));

    /// <summary>Whether it is an address that requests are not routed by: ASP.NET Core's hosts know no colons but that of a port.</summary>
    public static bool IsIPv6(string host) => host.Contains(':', StringComparison.Ordinal);

    /// <summary>
    /// A host as requests are matched by it: the server decodes names beyond ASCII (<c>xn--bcher-kva.example</c> is <c>bücher.example</c>), and
    /// YARP takes no others.
    /// </summary>
    /// <returns>Null where it cannot be decoded, or is only in part.</returns>
    public static string? Decode(string host)
    {
        if (!host.Contains(Encoded, StringComparison.OrdinalIgnoreCase))
            return host;
        try
        {
            return new IdnMapping().GetUnicode(host) is var name && name.Contains(Encoded, StringComparison.OrdinalIgnoreCase) ? null : name;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static ReadOnlySpan<char> Without(ReadOnlySpan<char> host, string end) =>
        host.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? host[..^end.Length] : host;
}
