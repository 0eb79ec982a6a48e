using System.Text.Json;

namespace Modular.Gateway.Policy.Reading;

static class TlsReader
{
    public static TlsSettings Read(Fields tls)
    {
        tls.Refuse("credentialName", "there are no Kubernetes secrets here; name files with clientCertificate, privateKey and caCertificates");
        tls.Refuse("caCrl", "revocation lists are not read");
        // Istio's own default is DISABLE as well.
        var read = new TlsSettings
        {
            Mode = tls["mode"]?.Choice<TlsMode>(JsonNamingPolicy.SnakeCaseUpper) ?? TlsMode.Disable,
            ClientCertificate = tls["clientCertificate"]?.Text(),
            PrivateKey = tls["privateKey"]?.Text(),
            CaCertificates = tls["caCertificates"]?.Text(),
            SubjectAltNames = tls["subjectAltNames"]?.Texts() ?? [],
            Sni = tls["sni"]?.TextOf("a host name", Syntax.IsHost),
            InsecureSkipVerify = tls["insecureSkipVerify"]?.Flag() ?? false,
        };
        foreach (var name in (string[])["clientCertificate", "privateKey"])
        {
            if (read.Mode == TlsMode.Mutual && tls[name] is null)
                tls.Error(name, "is missing: mode MUTUAL needs it");
            else if (read.Mode != TlsMode.Mutual && tls[name] is { } field)
                field.Error("needs mode MUTUAL");
        }

        return read;
    }
}
