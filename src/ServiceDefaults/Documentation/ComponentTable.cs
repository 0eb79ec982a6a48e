using System.Text.Json.Nodes;

namespace Modular.ServiceDefaults.Documentation;

/// <summary>The components of several documents, by kind (such as <c>schemas</c>) and name.</summary>
sealed class ComponentTable
{
    const string Prefix = "#/components/";
    const string Reference = "$ref";

    readonly Dictionary<string, JsonNode> _components = new(StringComparer.Ordinal);

    /// <summary>Adds the components of a document; one whose name another has for something else is renamed there, with all references to it.</summary>
    public void Add(string service, JsonObject document)
    {
        var added = ApiDocuments.Nodes(document["components"])
            .SelectMany(kind => ApiDocuments.Nodes(kind.Value), (kind, component) => KeyValuePair.Create($"{Prefix}{kind.Key}/{component.Key}", component.Value))
            .ToList();
        var renamed = added.Where(component => _components.TryGetValue(component.Key, out var known) && !JsonNode.DeepEquals(known, component.Value))
            .ToDictionary(component => component.Key, component => Renamed(component.Key, service), StringComparer.Ordinal);
        if (renamed.Count > 0)
            foreach (var reference in References(document))
                if (renamed.TryGetValue(reference[Reference]!.ToString(), out var name))
                    reference[Reference] = name;
        foreach (var (name, component) in added)
            _components[renamed.GetValueOrDefault(name, name)] = component;
    }

    /// <summary>The components that a document refers to, and those that these refer to, in order.</summary>
    public JsonObject ReferredFrom(JsonObject document)
    {
        var referred = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var open = new Queue<JsonNode>([document]);
        while (open.TryDequeue(out var node))
            foreach (var reference in References(node))
                if (reference[Reference]!.ToString() is var name && _components.TryGetValue(name, out var component) && referred.TryAdd(name, component))
                    open.Enqueue(component);

        return ApiDocuments.Ordered(referred.GroupBy(component => component.Key.Split('/')[2], StringComparer.Ordinal).Select(kind =>
            KeyValuePair.Create(kind.Key, (JsonNode)ApiDocuments.Ordered(kind.Select(component => KeyValuePair.Create(component.Key.Split('/', 4)[3], component.Value))))));
    }

    static string Renamed(string name, string service)
    {
        var slash = name.LastIndexOf('/') + 1;
        return $"{name[..slash]}{service}.{name[slash..]}";
    }

    static IEnumerable<JsonObject> References(JsonNode? node) => node switch
    {
        JsonObject referring when referring[Reference] is JsonValue => [referring],
        JsonObject other => other.SelectMany(entry => References(entry.Value)),
        JsonArray array => array.SelectMany(References),
        _ => [],
    };
}
