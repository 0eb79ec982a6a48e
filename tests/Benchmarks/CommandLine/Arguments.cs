using System.Globalization;

namespace Modular.Benchmarks.CommandLine;

/// <summary>The options as given, with the defaults for the others.</summary>
sealed class Arguments
{
    readonly Dictionary<string, string> _values;

    Arguments(Dictionary<string, string> values) => _values = values;

    public string this[string name] => _values[name];

    /// <exception cref="FormatException">An option is unknown or has no value.</exception>
    public static Arguments Parse(IReadOnlyList<string> words, IReadOnlyList<Option> options)
    {
        var values = options.ToDictionary(option => option.Name, option => option.Default, StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i += 2)
        {
            var name = words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][2..] : "";
            if (!values.ContainsKey(name))
                throw new FormatException($"Unknown option {words[i]}. There are: {string.Join(", ", values.Keys.Select(known => $"--{known}"))}.");
            values[name] = i + 1 < words.Count ? words[i + 1] : throw new FormatException($"{words[i]} needs a value.");
        }

        return new(values);
    }

    /// <exception cref="FormatException">It is no whole number of at least <paramref name="least"/>.</exception>
    public int Number(string name, int least = 1) => Parse(name, this[name], least);

    /// <summary>Numbers between commas.</summary>
    /// <exception cref="FormatException">As <see cref="Number"/>.</exception>
    public IReadOnlyList<int> Numbers(string name) => [.. this[name].Split(',').Select(text => Parse(name, text, least: 1))];

    /// <summary>Whole seconds.</summary>
    /// <exception cref="FormatException">As <see cref="Number"/>.</exception>
    public TimeSpan Seconds(string name, int least = 1) => TimeSpan.FromSeconds(Number(name, least));

    static int Parse(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new FormatException($"--{name} must be a whole number of at least {least}, not '{text}'.");
}
