namespace Modular.Gateway.Policy.Reading;

static class HeaderRulesReader
{
    public static HeaderRules Read(Fields headers) => new(Operations(headers, "request"), Operations(headers, "response"));

    static HeaderOperations Operations(Fields headers, string name) => headers[name]?.Object(static fields => new HeaderOperations(
        Values(fields, "set"), Values(fields, "add"), fields["remove"]?.List(static header => header.TextOf("the name of a header", Syntax.IsToken)) ?? []))
        ?? HeaderOperations.None;

    static IReadOnlyDictionary<string, string> Values(Fields fields, string name)
    {
        var values = fields[name]?.Map(static value => value.TextOf("a value without control characters", Syntax.IsHeaderValue), StringComparer.OrdinalIgnoreCase);
        foreach (var header in values?.Keys.Where(static header => !Syntax.IsToken(header)) ?? [])
            fields.Error(name, $"'{header}' is not the name of a header");
        return values ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    }
}
