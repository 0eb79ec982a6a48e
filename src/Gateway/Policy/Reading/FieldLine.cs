using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Modular.Gateway.Policy.Reading;

/// <summary>Finds where a field stands, of which only the path is known.</summary>
static class FieldLine
{
    /// <param name="field">Such as <c>spec.http[0].timeout</c>. A blank ends the path: words may follow.</param>
    /// <returns>The line of the field, or of the last part of the path that the document has.</returns>
    public static int Of(ReadDocument document, string field)
    {
        if (document.Root is not { } node)
            return document.Place.Line;
        var (first, found) = (node.Start, node.Start);
        foreach (var step in field.Split(' ')[0].Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Next(node, step) is not var (next, mark))
                break;
            (node, found) = (next, mark);
        }

        return document.Place.Line + (int)(found.Line - first.Line);
    }

    static (YamlNode Node, Mark Mark)? Next(YamlNode node, string step) => node switch
    {
        YamlMappingNode fields when fields.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode key && key.Value == step) is { Key: { } name, Value: { } value } =>
            (value, name.Start),
        YamlSequenceNode items when int.TryParse(step.Trim('[', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Children.Count =>
            (items.Children[index], items.Children[index].Start),
        _ => null,
    };
}
