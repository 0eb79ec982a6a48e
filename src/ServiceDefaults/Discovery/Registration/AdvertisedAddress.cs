using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>Where others reach this process.</summary>
static class AdvertisedAddress
{
    /// <param name="advertise">What the configuration says: a URL, a host, or null.</param>
    /// <param name="bound">Where the process listens.</param>
    /// <returns>Null when <paramref name="advertise"/> is neither.</returns>
    public static Uri? Of(string? advertise, Uri bound)
    {
        if (advertise is null)
            return bound.IsLoopback ? With(bound, "127.0.0.1") : IsAny(bound) ? With(bound, OwnAddress()) : bound;
        if (advertise.Contains("://", StringComparison.Ordinal))
            return Uri.TryCreate(advertise, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? new Uri(url.GetLeftPart(UriPartial.Authority)) : null;
        return Uri.CheckHostName(advertise) is UriHostNameType.Unknown ? null : With(bound, advertise);
    }

    /// <param name="addresses">Where the server listens, such as <c>http://+:8080</c>.</param>
    /// <returns>The first that is plain HTTP, else the first.</returns>
    public static Uri Bound(IEnumerable<string> addresses)
    {
        var bound = addresses.Select(address => new Uri(address.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal))).ToList();
        return bound.Find(address => address.Scheme == Uri.UriSchemeHttp) ?? bound[0];
    }

    static Uri With(Uri address, string host) => new UriBuilder(address.Scheme, host, address.Port).Uri;

    static bool IsAny(Uri address) =>
        IPAddress.TryParse(address.IdnHost, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));

    static string OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus is OperationalStatus.Up && network.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .FirstOrDefault(address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))?
        .ToString() ?? "127.0.0.1";
}
