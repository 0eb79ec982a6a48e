using YamlDotNet.RepresentationModel;

namespace Modular.Gateway.Policy.Reading;

/// <summary>
/// The fields of one object. It knows which were asked for, so that what nobody asked for can be reported: that is how a reader says
/// what there is, and all it must say.
/// </summary>
sealed class Fields(YamlMappingNode mapping, string path, Findings findings)
{
    readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public Place Place => findings.PlaceOf(mapping.Start);

    /// <summary>A field; null when it is not there, or empty, which is the same.</summary>
    public Node? this[string name]
    {
        get
        {
            _known.Add(name);
            return Find(name) is { } value && !(value is YamlScalarNode scalar && Scalars.IsNull(scalar)) ? new(value, Join(path, name), findings) : null;
        }
    }

    public Node? Required(string name)
    {
        var field = this[name];
        if (field is null)
            findings.Error(mapping, Join(path, name), "is missing");
        return field;
    }

    /// <summary>Fields that may say anything: the gateway does nothing else because of them.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _known.Add(name);
    }

    /// <summary>Every field may say anything: the object is not for the gateway.</summary>
    public void IgnoreRest()
    {
        foreach (var key in mapping.Children.Keys)
            _known.Add((key as YamlScalarNode)?.Value ?? "");
    }

    /// <summary>A field that exists, and that the gateway cannot honour.</summary>
    /// <param name="why">A clause such as <c>the gateway has no sidecars</c>.</param>
    public void Refuse(string name, string why)
    {
        _refused.Add(name);
        if (KeyOf(name) is { } key)
            findings.Error(key, Join(path, name), $"is not supported: {why}");
    }

    /// <returns>Whether no more than one of them is there.</returns>
    public bool AtMostOne(params string[] names)
    {
        var there = names.Where(name => this[name] is not null).ToList();
        if (there.Count > 1)
            Error(there[1], $"cannot be together with {there[0]}: one of {string.Join(", ", names)}");
        return there.Count <= 1;
    }

    public void ExactlyOne(params string[] names)
    {
        if (AtMostOne(names) && names.All(name => this[name] is null))
            findings.Error(mapping, path, $"needs one of {string.Join(", ", names)}");
    }

    /// <summary>Something is wrong with a field, or with the object where it has none of that name.</summary>
    public void Error(string name, string message) => findings.Error(KeyOf(name) ?? mapping, Join(path, name), message);

    public void Error(string message) => findings.Error(mapping, path, message);

    public void Warning(string name, string message) => findings.Warning(KeyOf(name) ?? mapping, Join(path, name), message);

    public void ReportUnknown()
    {
        foreach (var key in mapping.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_known.Contains(name) && !_refused.Contains(name))
                findings.Error(key, Join(path, name), $"is not a field here{Spelling.Hint(name, _known)} Allowed: {string.Join(", ", _known)}");
        }
    }

    public static string Join(string path, string name) => path.Length == 0 ? name
        : name.Contains('.', StringComparison.Ordinal) ? $"{path}[\"{name}\"]"
        : $"{path}.{name}";

    YamlNode? Find(string name) => KeyOf(name) is { } key ? mapping.Children[key] : null;

    YamlNode? KeyOf(string name) => mapping.Children.Keys.FirstOrDefault(key => key is YamlScalarNode scalar && scalar.Value == name);
}
