namespace Modular.Gateway.Policy.Reading;

/// <summary>Guesses what a misspelt word should have been.</summary>
static class Spelling
{
    /// <returns>Such as <c>; did you mean 'timeout'?</c>, else a full stop.</returns>
    public static string Hint(string? word, IEnumerable<string> known) => Nearest(word, known) is { } near ? $"; did you mean '{near}'?" : ".";

    /// <returns>The nearest word, when no more than a third of it is different; null when none is near.</returns>
    public static string? Nearest(string? word, IEnumerable<string> known)
    {
        if (string.IsNullOrEmpty(word) || word.Length > 64)
            return null;
        var near = known.Select(other => (Word: other, Distance: Distance(word, other))).OrderBy(other => other.Distance).FirstOrDefault();
        return near.Word is not null && near.Distance <= Math.Max(1, near.Word.Length / 3) ? near.Word : null;
    }

    /// <summary>Letters to add, remove or change, whatever their case. (Levenshtein, 1966)</summary>
    static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, same ? diagonal : diagonal + 1));
            }
        }

        return row[^1];
    }
}
