using Modular.Gateway.Configuration;

namespace Modular.Gateway.Admin;

/// <summary>Where the gateway's own API listens: section <c>Admin</c>.</summary>
sealed record AdminOptions : IGatewayOptions
{
    public const string Section = "Admin";

    /// <value>
    /// Addresses between semicolons. Default <c>http://127.0.0.1:8001</c>: whoever reaches this API can take every instance out of
    /// service. Empty turns it off.
    /// </value>
    public string Urls { get; init; } = "http://127.0.0.1:8001";

    public IEnumerable<string> Failures(string section)
    {
        foreach (var url in Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!Uri.TryCreate(url.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https"))
                yield return $"{section}:Urls must be http or https addresses between semicolons, not '{url}'.";
    }
}
