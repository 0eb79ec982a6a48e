using System.Text.RegularExpressions;

namespace Modular.Gateway.Policy.Reading;

static partial class HeaderRulesReader
{
    public static HeaderRules Read(Fields headers) => new(Operations(headers, "request"), Operations(headers, "response"));

    static HeaderOperations Operations(Fields headers, string name) => headers[name]?.Object(static fields => new HeaderOperations(
        Values(fields, "set"), Values(fields, "add"), fields["remove"]?.List(static header => header.TextOf("the name of a header", Syntax.IsToken)) ?? []))
        ?? HeaderOperations.None;

    static IReadOnlyDictionary<string, string> Values(Fields fields, string name)
    {
        var values = fields[name]?.Map(Value, StringComparer.OrdinalIgnoreCase);
        foreach (var header in values?.Keys.Where(static header => !Syntax.IsToken(header)) ?? [])
            fields.Error(name, $"'{header}' is not the name of a header");
        return values ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    }

    static string Value(Node node)
    {
        var value = node.TextOf("a value without control characters", Syntax.IsHeaderValue);
        if (Operator().Match(value) is { Success: true } found)
            node.Warning($"is sent as it is written: {found.Value} is filled in by Envoy, and not by this gateway");
        return value;
    }

    /// <summary>Envoy's command operators, such as <c>%REQ(X-ID):8%</c>; nothing that is merely encoded, such as <c>%C3%A9</c>.</summary>
    /// <remarks>https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators</remarks>
    [GeneratedRegex(@"%[A-Z]{2}[A-Z0-9_]+(\([^)]*\))?(:[0-9]+)?%", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Operator();
}
