using System.Text.RegularExpressions;

namespace Modular.Gateway.Policy.Reading;

/// <summary>
/// Regular expressions of documents. They are written for RE2; .NET's engine without backtracking has nearly its words and takes, as it does,
/// time in proportion to the text. What it cannot do is an error of the document.
/// </summary>
static partial class Patterns
{
    const int MaxLength = 1024;

    /// <param name="isWhole">Whether the whole text must match, or any part of it.</param>
    /// <returns>Something that never matches, when there was an error.</returns>
    public static Regex Compile(Node node, bool isWhole)
    {
        var pattern = node.Text();
        if (pattern.Length > MaxLength)
        {
            node.Error($"must be a pattern of at most {MaxLength} characters, not {pattern.Length}");
            return Never();
        }

        try
        {
            // RE2 names groups with a P. Unicode's cases are for people, not for protocols.
            var own = PosixClasses.Translate(pattern).Replace("(?P<", "(?<", StringComparison.Ordinal);
            return new(isWhole ? $@"\A(?:{own})\z" : own, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception invalid) when (invalid is ArgumentException or FormatException)
        {
            node.Error($"is not a pattern: {invalid.Message}");
        }
        catch (NotSupportedException)
        {
            node.Error("must be a pattern that takes time in proportion to the text, as RE2's do: no lookaround, back reference, atomic group or very large repetition");
        }

        return Never();
    }

    /// <summary>RE2's <c>\1</c> in .NET's words.</summary>
    public static string Replacement(string rewrite) =>
        Reference().Replace(rewrite.Replace("$", "$$", StringComparison.Ordinal), static found => found.Value == @"\\" ? @"\" : $"${{{found.Value[1]}}}");

    [GeneratedRegex(@"\\[0-9\\]", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[^\s\S]", RegexOptions.NonBacktracking)]
    private static partial Regex Never();
}
