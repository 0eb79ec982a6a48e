using System.Text.Json.Nodes;

namespace Modular.ServiceDefaults.Documentation;

/// <summary>What <c>GET /</c> answers: every way in.</summary>
static class ApiIndex
{
    /// <param name="document">Each of its paths that can be read, and lies below no other, is a way in; it is called after its last word.</param>
    public static JsonObject Of(JsonObject document)
    {
        var paths = ((JsonObject)document["paths"]!).Where(path => path.Value is JsonObject operations && operations.ContainsKey("get")).Select(path => path.Key).ToList();
        var links = new JsonObject();
        foreach (var path in paths.Where(path => !paths.Exists(other => path.StartsWith($"{other}/", StringComparison.Ordinal))))
            links.TryAdd(Word(path), path);
        foreach (var (name, path) in new[] { ("documentation", "/scalar"), ("openapi", "/openapi/v1.json"), ("live", "/health/live"), ("ready", "/health/ready"), ("metrics", "/metrics") })
            links[name] = path;
        return new() { ["name"] = document["info"]?["title"]?.ToString() ?? "API", ["links"] = links };
    }

    static string Word(string path) => path.Split('/').LastOrDefault(segment => segment.Length > 0 && segment[0] != '{') ?? path;
}
