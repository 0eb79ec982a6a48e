using System.Reflection;
using Modular.Kernel;
using Wolverine.Http;

namespace Modular.Host.Topology;

/// <summary>Which paths belong to a module: what the literal beginnings of its endpoints' routes have in common, such as <c>/api/orders</c>.</summary>
static class ModuleRoutes
{
    /// <summary>The prefixes of the module, none of which begins with another, in order.</summary>
    public static IReadOnlyList<string> Of(IModule module)
    {
        var prefixes = module.GetType().Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance))
            .SelectMany(method => method.GetCustomAttributes<WolverineHttpMethodAttribute>())
            .Select(endpoint => LiteralPrefix(endpoint.Template))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        return [.. prefixes.Where(prefix => !prefixes.Exists(other => IsBelow(prefix, other))).Order(StringComparer.Ordinal)];
    }

    static string LiteralPrefix(string template) =>
        "/" + string.Join('/', template.Trim('/').Split('/').TakeWhile(segment => !segment.Contains('{', StringComparison.Ordinal)));

    static bool IsBelow(string prefix, string other) =>
        prefix.Length > other.Length && prefix.StartsWith(other.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);
}
