using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Modular.Gateway.Policy.Reading;

/// <summary>What a scalar is where nothing says what it should be: as Kubernetes reads YAML, which is 1.1 with its <c>yes</c> and <c>off</c>.</summary>
static class Scalars
{
    static readonly HashSet<string> Nulls = new(StringComparer.Ordinal) { "", "~", "null", "Null", "NULL" };
    static readonly HashSet<string> Truths = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "yes", "no", "on", "off", "y", "n" };

    public static bool IsPlain(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any };

    public static bool IsNull(YamlScalarNode scalar) => IsPlain(scalar) && Nulls.Contains(scalar.Value ?? "");

    public static bool IsText(YamlScalarNode scalar) =>
        !IsPlain(scalar) || !(IsNull(scalar) || Truths.Contains(scalar.Value!) || IsNumber(scalar, out _));

    public static bool IsNumber(YamlNode node, out string? text)
    {
        text = (node as YamlScalarNode)?.Value;
        return IsPlain(node) && text is [(>= '0' and <= '9') or '+' or '-' or '.', ..]
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
