using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modular.ServiceDefaults.Documentation;

/// <summary>
/// Merges OpenAPI documents and brings them into one order, so that the merged documents of parts are, byte for byte, the document of the
/// whole. The document of one process goes through here too.
/// </summary>
public static class ApiDocuments
{
    static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Merges documents into a new one.</summary>
    /// <param name="documents">By the names of their services. Of a path that several have, that of the first name counts.</param>
    /// <remarks>
    /// Paths, methods, components and tags are put in order; components that nothing refers to are left out, as are <c>servers</c>, which the
    /// reader has reached already. A schema that several define in different ways is given the name of its service, and references
    /// follow. Title and description stay where all documents agree.
    /// </remarks>
    public static JsonObject Merge(IEnumerable<KeyValuePair<string, JsonObject>> documents)
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var components = new ComponentTable();
        var tags = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var all = documents.OrderBy(document => document.Key, StringComparer.Ordinal).ToList();
        foreach (var (service, original) in all)
        {
            var document = (JsonObject)original.DeepClone();
            components.Add(service, document);
            foreach (var (path, operations) in Entries(document["paths"]))
                paths.TryAdd(path, operations);
            foreach (var tag in (document["tags"] as JsonArray)?.OfType<JsonObject>() ?? [])
                tags.TryAdd(tag["name"]?.ToString() ?? "", tag.DeepClone());
        }

        var merged = new JsonObject
        {
            ["openapi"] = all.Select(document => document.Value["openapi"]?.ToString()).Max(StringComparer.Ordinal) ?? "3.1.1",
            ["info"] = Info([.. all.Select(document => document.Value["info"])]),
            ["paths"] = Ordered(paths.Select(path => KeyValuePair.Create(path.Key, (JsonNode)Ordered(Nodes(path.Value))))),
        };
        if (components.ReferredFrom(merged) is { Count: > 0 } referred)
            merged["components"] = referred;
        if (tags.Count > 0)
            merged["tags"] = new JsonArray([.. tags.Values]);
        return merged;
    }

    /// <summary>The bytes that are served.</summary>
    public static byte[] Write(JsonObject document) => JsonSerializer.SerializeToUtf8Bytes(document, Format);

    internal static JsonObject Ordered(IEnumerable<KeyValuePair<string, JsonNode>> entries) =>
        new(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.DeepClone())));

    internal static IEnumerable<KeyValuePair<string, JsonNode>> Nodes(JsonNode? node) =>
        (node as JsonObject)?.Where(entry => entry.Value is not null).Select(entry => KeyValuePair.Create(entry.Key, entry.Value!)) ?? [];

    static IEnumerable<KeyValuePair<string, JsonObject>> Entries(JsonNode? node) =>
        (node as JsonObject)?.Where(entry => entry.Value is JsonObject).Select(entry => KeyValuePair.Create(entry.Key, (JsonObject)entry.Value!)) ?? [];

    static JsonNode Info(IReadOnlyList<JsonNode?> infos) => infos.Count > 0 && infos[0] is { } first && infos.All(info => JsonNode.DeepEquals(info, first))
        ? first.DeepClone()
        : new JsonObject { ["title"] = "API", ["version"] = "1.0.0" };
}
