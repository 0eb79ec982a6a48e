using Modular.Gateway.Configuration;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// The gateway's own certificate in a mesh, which <c>ISTIO_MUTUAL</c> of a document means: section <c>Mesh</c>, all of it or nothing. Files are PEM, and
/// read for each connection, so that a renewed certificate is the next one's.
/// </summary>
sealed record MeshOptions : IGatewayOptions
{
    public const string Section = "Mesh";

    /// <value>The file with the certificate that instances are shown. Default: none.</value>
    public string? Certificate { get; init; }

    /// <value>The file with its key. Default: none.</value>
    public string? PrivateKey { get; init; }

    /// <value>The file with those who may have signed the certificates of instances. Default: none.</value>
    public string? Authorities { get; init; }

    public bool IsSet => Certificate is not null;

    /// <summary>What a document's <c>ISTIO_MUTUAL</c> comes to.</summary>
    /// <returns>Null where the gateway has no certificate: as the instances have registered.</returns>
    public TlsSettings? Obey(TlsSettings said) => !IsSet ? null : said with { ClientCertificate = Certificate, PrivateKey = PrivateKey, CaCertificates = Authorities };

    public IEnumerable<string> Failures(string section)
    {
        (string Name, string? File)[] files = [(nameof(Certificate), Certificate), (nameof(PrivateKey), PrivateKey), (nameof(Authorities), Authorities)];
        if (files.All(static file => file.File is null))
            yield break;
        foreach (var (name, _) in files.Where(static file => string.IsNullOrEmpty(file.File)))
            yield return $"{section}:{name} must name a PEM file: a certificate, its key and the authorities go together.";
    }
}
