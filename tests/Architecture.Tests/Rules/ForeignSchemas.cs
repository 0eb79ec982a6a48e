using System.Text.RegularExpressions;

namespace Modular.Architecture.Tests.Rules;

/// <summary>SQL that names something of a schema: <c>orders.mt_doc_order</c>, <c>"orders"."mt_doc_order"</c>.</summary>
static class ForeignSchemas
{
    public static IReadOnlyList<string> Violations(IEnumerable<(string Caller, string Text)> texts, IEnumerable<string> foreign)
    {
        var names = string.Join('|', foreign.Select(Regex.Escape));
        var pattern = new Regex($@"(?<![\w/.-])""?({names})""?\.[""a-z_]", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        return [.. texts.Where(text => pattern.IsMatch(text.Text)).Select(text => $"{text.Caller} says \"{text.Text}\"")];
    }
}
