using System.Text.Json.Nodes;

namespace Modular.Architecture.Tests.Contracts;

/// <summary>Compares JSON by paths such as <c>lines[].sku</c>.</summary>
static class JsonPaths
{
    public static IReadOnlyCollection<string> Of(JsonNode? node) => Leaves(node, "").Select(leaf => leaf.Path).ToHashSet(StringComparer.Ordinal);

    /// <returns>The paths whose values are not in the other, or are others there.</returns>
    public static IReadOnlyList<string> Lost(JsonNode? written, JsonNode? writtenAgain)
    {
        var kept = Leaves(writtenAgain, "").ToHashSet();
        return [.. Leaves(written, "").Where(leaf => !kept.Contains(leaf)).Select(leaf => leaf.Path)];
    }

    static IEnumerable<(string Path, string Value)> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject all => all.SelectMany(pair => Leaves(pair.Value, path.Length == 0 ? pair.Key : $"{path}.{pair.Key}"))
            .Concat(path.Length == 0 || path.EndsWith(']') ? [] : [(path, "object")]),
        JsonArray all => all.SelectMany(item => Leaves(item, path + "[]")).Append((path, "array")),
        _ => path.EndsWith(']') ? [] : [(path, node?.ToJsonString() ?? "null")],
    };
}
