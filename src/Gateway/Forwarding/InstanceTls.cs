using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;
using Modular.ServiceDefaults.Hosting;

namespace Modular.Gateway.Forwarding;

/// <summary>A document's <c>tls</c>, in the words of .NET: whether instances are spoken to in TLS, whatever they registered, and whom they are believed to be.</summary>
static class InstanceTls
{
    /// <summary>Where an instance is reached.</summary>
    /// <param name="tls">Null: as it registered.</param>
    public static string AddressOf(this TlsSettings? tls, Registration registration) => tls is null
        ? registration.Address
        : (tls.Mode == TlsMode.Disable ? Uri.UriSchemeHttp : Uri.UriSchemeHttps) + registration.Address[registration.Address.IndexOf(Uri.SchemeDelimiter, StringComparison.Ordinal)..];

    /// <summary>Files that cannot be read let no connection come about, and say so with each: nothing is sent to whom nobody has checked.</summary>
    public static void Apply(this TlsSettings tls, SocketsHttpHandler handler)
    {
        try
        {
            handler.SslOptions = OptionsOf(tls);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            handler.ConnectCallback = (_, _) => throw new IOException($"the document's tls cannot be used: {unreadable.Message}", unreadable);
        }
    }

    static SslClientAuthenticationOptions OptionsOf(TlsSettings tls)
    {
        var options = ClientTls.Options(tls.CaCertificates, tls.ClientCertificate, tls.PrivateKey);
        options.TargetHost = tls.Sni;
        if (tls.InsecureSkipVerify)
#pragma warning disable CA5359 // insecureSkipVerify of the document.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (tls.SubjectAltNames.Count > 0)
            options.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsNamed(certificate, errors, tls.SubjectAltNames);
        return options;
    }

    // The names of the document stand in place of the host's.
    static bool IsNamed(X509Certificate? certificate, SslPolicyErrors errors, IReadOnlyList<string> names) =>
        (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
        && certificate is X509Certificate2 shown
        && names.Any(name => shown.MatchesHostname(name));
}
