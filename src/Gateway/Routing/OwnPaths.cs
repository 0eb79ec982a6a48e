namespace Modular.Gateway.Routing;

/// <summary>What the gateway answers itself, with all that is below: no service can have it.</summary>
static class OwnPaths
{
    /// <summary>Who has them, where conflicts are told.</summary>
    public const string Owner = "gateway";

    // How the gateway does is asked by those who know it by its address, whatever hosts there are.
    static readonly string[] OnEveryHost = ["/health", "/metrics"];

    // What all services are together. A host of its own is a service's, or a document's, with all its pages.
    static readonly string[] WithoutHost = ["/openapi", "/scalar"];

    public static bool Have(RoutePrefix prefix) =>
        OnEveryHost.Any(own => IsAt(prefix.Path, own)) || (prefix.Host is null && WithoutHost.Any(own => IsAt(prefix.Path, own)));

    static bool IsAt(string path, string own) =>
        path.StartsWith(own, StringComparison.OrdinalIgnoreCase) && (path.Length == own.Length || path[own.Length] == '/');
}
