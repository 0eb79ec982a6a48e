using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Modular.ServiceDefaults.Hosting;

/// <summary>TLS towards a server, from PEM files.</summary>
public static class ClientTls
{
    /// <param name="authorities">A file with those that may have signed the server's certificate; null for the machine's.</param>
    /// <param name="certificate">A file with the certificate that is shown; null for none.</param>
    /// <param name="key">A file with its key; null where <paramref name="certificate"/> holds it too.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file does not hold what it should.</exception>
    public static SslClientAuthenticationOptions Options(string? authorities, string? certificate, string? key)
    {
        var tls = new SslClientAuthenticationOptions();
        if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authorities);
            tls.CertificateChainPolicy = policy;
        }

        if (certificate is not null)
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
        return tls;
    }
}
