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
    public static Regex Compile(Node node, bool isWhole) => TryCompile(node, isWhole) ?? Never();

    /// <inheritdoc cref="Compile"/>
    /// <returns>Null, when there was an error.</returns>
    public static Regex? TryCompile(Node node, bool isWhole)
    {
        var pattern = node.Text();
        if (pattern.Length > MaxLength)
        {
            node.Error($"must be a pattern of at most {MaxLength} characters, not {pattern.Length}");
            return null;
        }

        try
        {
            // .NET counts groups with names behind those without, RE2 all from the left: no name is asked for, so they get none.
            var own = Named().Replace(PosixClasses.Translate(pattern), static found => found.Value.StartsWith("(?", StringComparison.Ordinal) ? "(" : found.Value);
            // Unicode's cases are for people, not for protocols.
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

        return null;
    }

    /// <summary>RE2's <c>\1</c> in .NET's words.</summary>
    public static string Replacement(string rewrite) =>
        Reference().Replace(rewrite.Replace("$", "$$", StringComparison.Ordinal), static found => found.Value == @"\\" ? @"\" : $"${{{found.Value[1]}}}");

    /// <summary>What is wrong with a rewrite that names groups; null for nothing.</summary>
    public static string? GroupsMissing(string rewrite, Regex pattern)
    {
        var groups = pattern.GetGroupNumbers().Length - 1;
        var missing = Reference().Matches(rewrite).Select(static found => found.Value)
            .Where(name => name != @"\\" && name[1] - '0' > groups).Distinct(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : $"must not name {string.Join(", ", missing)}: the pattern has {(groups == 0 ? "no groups" : groups == 1 ? "only 1 group" : $"only {groups} groups")}";
    }

    [GeneratedRegex(@"\\[0-9\\]", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    // What is escaped, or in a set, is no group.
    [GeneratedRegex(@"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?<\w+>", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Named();

    [GeneratedRegex(@"[^\s\S]", RegexOptions.NonBacktracking)]
    private static partial Regex Never();
}
