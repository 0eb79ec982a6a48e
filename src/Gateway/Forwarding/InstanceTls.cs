using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;
using Modular.ServiceDefaults.Hosting;

namespace Modular.Gateway.Forwarding;

/// <summary>A document's <c>tls</c>: whether instances are spoken to in TLS, whatever they registered, and who they must be.</summary>
/// <remarks>
/// TLS is put around a connection here, below HTTP that knows nothing of it: the handler's own would ask for a certificate of the host that the
/// client named. Files are read for each connection, so that a renewed certificate is the next one's.
/// </remarks>
static class InstanceTls
{
    /// <summary>Where an instance is reached.</summary>
    /// <param name="tls">Null: as it registered.</param>
    public static string AddressOf(this TlsSettings? tls, Registration registration) => tls is null
        ? registration.Address
        : Uri.UriSchemeHttp + registration.Address[registration.Address.IndexOf(Uri.SchemeDelimiter, StringComparison.Ordinal)..];

    /// <summary>A connection as the document wants it.</summary>
    /// <exception cref="IOException">A file cannot be read: nothing is sent to whom nobody has checked.</exception>
    public static async ValueTask<Stream> ConnectAsync(TlsSettings tls, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await SecureAsync(tls, new NetworkStream(socket, ownsSocket: true), context, cancellation);
    }

    /// <inheritdoc cref="ConnectAsync"/>
    /// <param name="connection">It is closed when this fails.</param>
    public static async ValueTask<Stream> SecureAsync(TlsSettings? tls, Stream connection, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        if (tls is null or { Mode: TlsMode.Disable })
            return connection;
        var secured = new SslStream(connection);
        try
        {
            var options = OptionsOf(tls);
            options.TargetHost = tls.Sni ?? context.DnsEndPoint.Host;
            options.ApplicationProtocols = [context.InitialRequestMessage.Version.Major == 2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11];
            await secured.AuthenticateAsClientAsync(options, cancellation);
            return secured;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or CryptographicException)
        {
            await secured.DisposeAsync();
            throw new IOException($"the document's tls cannot be used: {failure.Message}", failure);
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    static SslClientAuthenticationOptions OptionsOf(TlsSettings tls)
    {
        var options = ClientTls.Options(tls.CaCertificates, tls.ClientCertificate, tls.PrivateKey);
        if (tls.InsecureSkipVerify)
#pragma warning disable CA5359 // insecureSkipVerify of the document.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (tls.SubjectAltNames.Count > 0 || tls.Mode == TlsMode.IstioMutual)
            options.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsNamed(certificate, errors, tls.SubjectAltNames);
        return options;
    }

    // The names of the document stand in place of the host's. In a mesh certificates are of workloads, not of hosts: who signed them is what counts.
    static bool IsNamed(X509Certificate? certificate, SslPolicyErrors errors, IReadOnlyList<string> names) =>
        (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
        && certificate is X509Certificate2 shown
        && (names.Count == 0 || names.Any(name => shown.MatchesHostname(name)));
}
