using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Modular.ServiceDefaults.Hosting;

/// <summary>Where a process listens.</summary>
public static class Addresses
{
    const string Default = "http://localhost:8000";

    // What can name an address: --urls and ASPNETCORE_URLS, the ports that container images set, and Kestrel's own section.
    static readonly string[] Settings = ["urls", "http_ports", "https_ports"];

    /// <summary>Listens on http://localhost:8000 unless the configuration names an address.</summary>
    public static void UseDefaultAddress(this WebApplicationBuilder builder)
    {
        var isNamed = Settings.Any(setting => !string.IsNullOrEmpty(builder.Configuration[setting]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!isNamed)
            builder.WebHost.UseUrls(Default);
    }

    /// <summary>
    /// Fails at once when another program has an address of this process, before a database or a registry is started for nothing. Comes
    /// after <see cref="UseDefaultAddress"/>.
    /// </summary>
    /// <exception cref="IOException">An address is taken; the message says which.</exception>
    public static void CheckAddresses(this WebApplicationBuilder builder) => CheckFree(builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey), "--urls");

    /// <param name="urls">Addresses with semicolons between; null for none.</param>
    /// <param name="setting">Where another can be set.</param>
    /// <exception cref="IOException">An address is taken; the message says which.</exception>
    /// <exception cref="OptionsValidationException">One is no address.</exception>
    public static void CheckFree(string? urls, string setting)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (EndPointsOf(url, setting).Any(IsTaken))
                throw new IOException($"Another program listens on {url}: stop it, or choose another address with {setting}.", new AddressInUseException(url));
    }

    static IEnumerable<IPEndPoint> EndPointsOf(string url, string setting)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe ? [] : IPAddressesOf(address.Host).Select(ip => new IPEndPoint(ip, address.Port));
        }
        catch (FormatException)
        {
            throw new OptionsValidationException(setting, typeof(string), [$"'{url}' is no address to listen on: give {setting} one such as {Default}."]);
        }
    }

    // As Kestrel does it: whatever is neither an address nor this machine's name for itself means all.
    static IPAddress[] IPAddressesOf(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(host, out var address) ? [address]
        : [IPAddress.Any];

    static bool IsTaken(IPEndPoint endPoint)
    {
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endPoint);
            socket.Listen();
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
