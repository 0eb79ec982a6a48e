using System.Globalization;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Modular.Gateway.Policy.Reading;

/// <summary>
/// A value in a document, and where it is. It is read as what it should be: when it is something else, that is reported, and what is
/// returned does not matter, since a document with an error is not used.
/// </summary>
sealed class Node(YamlNode node, string path, Findings findings)
{
    /// <summary>Whether nothing is written there.</summary>
    public bool IsEmpty => node is YamlScalarNode scalar && Scalars.IsNull(scalar);

    public void Error(string message) => findings.Error(node, path, message);

    public void Warning(string message) => findings.Warning(node, path, message);

    /// <summary>A text. What other readers of YAML would take for a number or a truth value must be in quotes, as there.</summary>
    public string Text()
    {
        if (node is not YamlScalarNode scalar)
            return Wrong("must be a text", "");
        if (Scalars.IsText(scalar))
            return scalar.Value ?? "";
        return Wrong(Scalars.IsNull(scalar) ? "must be a text, not empty" : $"must be a text: write it in quotes, \"{scalar.Value}\"", "");
    }

    public string TextOf(string what, Func<string, bool> isGood)
    {
        var text = Text();
        if (node is YamlScalarNode scalar && Scalars.IsText(scalar) && !isGood(text))
            Error($"must be {what}, not '{text}'");
        return text;
    }

    public int Whole(int min, int max)
    {
        var isWhole = Scalars.IsNumber(node, out var text) & int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        return isWhole && value >= min && value <= max ? value : Wrong($"must be a whole number from {min} to {max}{Not()}", min);
    }

    public double Number(double min, double max)
    {
        var isNumber = Scalars.IsNumber(node, out var text) & double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        return isNumber && value >= min && value <= max ? value : Wrong($"must be a number from {min} to {max}{Not()}", min);
    }

    public bool Flag() => (node as YamlScalarNode)?.Value switch
    {
        "true" when Scalars.IsPlain(node) => true,
        "false" when Scalars.IsPlain(node) => false,
        _ => Wrong($"must be true or false{Not()}", otherwise: false),
    };

    /// <param name="min">The shortest. Default 1 ms.</param>
    /// <param name="max">The longest. Default 30 days: what timers can wait for.</param>
    public TimeSpan Duration(TimeSpan? min = null, TimeSpan? max = null)
    {
        var (least, most) = (min ?? TimeSpan.FromMilliseconds(1), max ?? TimeSpan.FromDays(30));
        if ((node as YamlScalarNode)?.Value is not { } text || Durations.Parse(text) is not { } duration)
            return Wrong($"must be a duration such as 100ms, 5s or 1m30s{Not()}", least);
        return duration >= least && duration <= most
            ? duration
            : Wrong($"must be from {Durations.Text(least)} to {Durations.Text(most)}{Not()}", least);
    }

    /// <param name="words">How the names of the values are written, such as <see cref="JsonNamingPolicy.SnakeCaseUpper"/>.</param>
    public T Choice<T>(JsonNamingPolicy words)
        where T : struct, Enum => Choice(Enum.GetValues<T>().ToDictionary(value => words.ConvertName(value.ToString()), StringComparer.Ordinal));

    public T Choice<T>(IReadOnlyDictionary<string, T> choices)
    {
        var text = (node as YamlScalarNode)?.Value;
        if (text is not null && choices.TryGetValue(text, out var value))
            return value;
        return Wrong($"must be one of {string.Join(", ", choices.Keys)}{Not()}{Spelling.Hint(text, choices.Keys)}", default(T)!);
    }

    /// <summary>A list, without the items that could not be read.</summary>
    public IReadOnlyList<T> List<T>(Func<Node, T?> read) => node is YamlSequenceNode list
        ? [.. list.Children.Select((child, index) => read(new(child, $"{path}[{index}]", findings))).OfType<T>()]
        : Wrong<IReadOnlyList<T>>("must be a list", []);

    /// <summary>A list that says something.</summary>
    public IReadOnlyList<T> SomeOf<T>(Func<Node, T?> read) => node is YamlSequenceNode { Children.Count: 0 }
        ? Wrong<IReadOnlyList<T>>("must not be empty", [])
        : List(read);

    public IReadOnlyList<string> Texts() => List(static item => item.Text());

    /// <param name="names">How names are compared. Default: each its own.</param>
    public IReadOnlyDictionary<string, T> Map<T>(Func<Node, T> read, StringComparer? names = null)
    {
        var map = new Dictionary<string, T>(names ?? StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
            return Wrong("must be a mapping", map);
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!map.TryAdd(name, read(new(value, Fields.Join(path, name), findings))))
                findings.Error(key, Fields.Join(path, name), "is there twice: names are the same in upper and lower case");
        }

        return map;
    }

    public IReadOnlyDictionary<string, string> TextMap() => Map(static value => value.Text());

    /// <summary>Reads the fields of an object. The ones that nobody asked for are reported.</summary>
    public T? Object<T>(Func<Fields, T> read)
    {
        if (node is not YamlMappingNode mapping)
            return Wrong("must be an object with fields", default(T));
        var fields = new Fields(mapping, path, findings);
        var value = read(fields);
        fields.ReportUnknown();
        return value;
    }

    T Wrong<T>(string message, T otherwise)
    {
        Error(message);
        return otherwise;
    }

    string Not() => node switch
    {
        YamlScalarNode scalar when Scalars.IsNull(scalar) => ", not empty",
        YamlScalarNode scalar => Scalars.IsPlain(node) ? $", not {scalar.Value}" : $", not \"{scalar.Value}\" (in quotes)",
        YamlSequenceNode => ", not a list",
        _ => ", not an object",
    };
}
