namespace Modular.Gateway.Policy.Reading;

/// <summary>
/// Cuts a text into its documents before anybody parses it, so that a mistake in one of them leaves the others alone. A line that begins
/// with <c>---</c> parts documents wherever it stands. (YAML 1.2, section 9.1)
/// </summary>
static class DocumentSplitter
{
    /// <returns>The documents that say something, each with the line at which it begins.</returns>
    public static IEnumerable<(string Text, int Line)> Split(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        var begin = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && (i == begin || !IsMark(lines[i])))
                continue;
            var document = lines.AsSpan(begin, i - begin);
            if (SaysSomething(document))
                yield return (string.Join('\n', document!), begin + 1);
            begin = i;
        }
    }

    static bool IsMark(string line) => line.StartsWith("---", StringComparison.Ordinal) && (line.Length == 3 || char.IsWhiteSpace(line[3]));

    static bool SaysSomething(ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            var said = IsMark(line) ? line.AsSpan(3).Trim() : line.AsSpan().Trim();
            if (said is not ("" or "..." or ['#', ..] or ['%', ..]))
                return true;
        }

        return false;
    }
}
