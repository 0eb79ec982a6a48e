using System.Text;

namespace Modular.Gateway.Policy.Reading;

/// <summary>Puts RE2's sets of characters into the words of .NET, which knows no <c>[[:alpha:]]</c> and takes it for something else. Pure.</summary>
/// <remarks>https://github.com/google/re2/wiki/Syntax: all of ASCII, whatever the alphabet.</remarks>
static class PosixClasses
{
    // From and to, in pairs, in order.
    static readonly Dictionary<string, string> Ranges = new(StringComparer.Ordinal)
    {
        ["alnum"] = "09AZaz",
        ["alpha"] = "AZaz",
        ["ascii"] = "\0\x7f",
        ["blank"] = "\t\t  ",
        ["cntrl"] = "\0\x1f\x7f\x7f",
        ["digit"] = "09",
        ["graph"] = "!~",
        ["lower"] = "az",
        ["print"] = " ~",
        ["punct"] = "!/:@[`{~",
        ["space"] = "\t\r  ",
        ["upper"] = "AZ",
        ["word"] = "09AZ__az",
        ["xdigit"] = "09AFaf",
    };

    /// <exception cref="FormatException">There is no class of that name.</exception>
    public static string Translate(string pattern)
    {
        // Most patterns have no sets in sets.
        if (pattern.IndexOf('[', StringComparison.Ordinal) == pattern.LastIndexOf('['))
            return pattern;
        var translated = new StringBuilder(pattern.Length);
        for (var at = 0; at < pattern.Length;)
            at = pattern[at] == '[' ? Set(pattern, at, translated) : Letter(pattern, at, translated);
        return translated.ToString();
    }

    /// <returns>Where the set has ended.</returns>
    static int Set(string pattern, int at, StringBuilder translated)
    {
        translated.Append(pattern[at++]);
        if (Is('^'))
            translated.Append(pattern[at++]);
        // The first of a set is a letter, as no set is empty.
        if (Is(']'))
            translated.Append(pattern[at++]);
        while (at < pattern.Length && !Is(']'))
            at = Is('[') ? Class(pattern, at, translated) : Letter(pattern, at, translated);
        return at;

        bool Is(char letter) => at < pattern.Length && pattern[at] == letter;
    }

    static int Class(string pattern, int at, StringBuilder translated)
    {
        var end = pattern.AsSpan(at).StartsWith("[:") ? pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            // A letter as any other; .NET would take one behind a minus for the beginning of what the set is without.
            translated.Append(@"\[");
            return at + 1;
        }

        var isNot = pattern[at + 2] == '^';
        var name = pattern[(at + (isNot ? 3 : 2))..end];
        if (!Ranges.TryGetValue(name, out var ranges))
            throw new FormatException($"there is no class [:{name}:]{Spelling.Hint(name, Ranges.Keys)} Allowed: {string.Join(", ", Ranges.Keys)}");
        foreach (var pair in (isNot ? AllBut(ranges) : ranges).Chunk(2))
            translated.Append($@"\u{(int)pair[0]:x4}-\u{(int)pair[1]:x4}");
        return end + 2;
    }

    static string AllBut(string ranges)
    {
        var rest = new StringBuilder();
        var next = '\0';
        foreach (var pair in ranges.Chunk(2))
        {
            if (pair[0] > next)
                rest.Append(next).Append((char)(pair[0] - 1));
            next = (char)(pair[1] + 1);
        }

        return rest.Append(next).Append(char.MaxValue).ToString();
    }

    // What is escaped is no bracket.
    static int Letter(string pattern, int at, StringBuilder translated)
    {
        var length = pattern[at] == '\\' && at + 1 < pattern.Length ? 2 : 1;
        translated.Append(pattern, at, length);
        return at + length;
    }
}
