namespace Modular.Gateway.Registry.Api;

/// <summary>What a path ends with: an id, a name or a key, all of which may contain slashes. Routes take it as <c>{**…}</c>.</summary>
static class RestOfPath
{
    /// <summary>ASP.NET Core leaves an escaped slash as it is; to Consul it is a slash as any other.</summary>
    public static string Unescaped(string? rest) => rest?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) ?? "";
}
