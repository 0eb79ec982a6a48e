using System.Text.Json.Nodes;
using Modular.Gateway.Routing;

namespace Modular.Gateway.Documentation;

/// <summary>What of a service's document can be reached through the gateway. Pure.</summary>
static class RoutedPaths
{
    /// <returns>A copy without the paths that lead elsewhere or nowhere.</returns>
    public static JsonObject Of(string service, JsonObject document, RouteTable table)
    {
        var routed = (JsonObject)document.DeepClone();
        if (routed["paths"] is JsonObject paths)
            foreach (var path in paths.Select(path => path.Key).ToList())
                if (!string.Equals(ServiceOf(path, table), service, StringComparison.OrdinalIgnoreCase))
                    paths.Remove(path);
        return routed;
    }

    // The longest path comes first in the table. A route of one host is good enough: the document does not tell hosts apart.
    static string? ServiceOf(string path, RouteTable table) => table.Routes.OrderByDescending(route => route.Prefix.Path.Length).FirstOrDefault(route => IsBelow(path, route.Prefix.Path))?.Service;

    static bool IsBelow(string path, string prefix) =>
        prefix == "/" || path.Equals(prefix, StringComparison.OrdinalIgnoreCase) || path.StartsWith(prefix + "/", StringComparison.OrdinalIgnoreCase);
}
