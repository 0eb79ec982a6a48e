using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>A document as its source has it.</summary>
/// <param name="Latest">As it was last read.</param>
/// <param name="Good">The last that was good, which is what is obeyed; null when none ever was.</param>
sealed record PolicyEntry(PolicyOrigin Origin, ReadDocument Latest, ReadDocument? Good)
{
    public PolicyId? Id => (Good ?? Latest).Id;

    /// <summary>Whether what is obeyed is not what was last read.</summary>
    public bool IsOutdated => Good is not null && !ReferenceEquals(Good, Latest);

    /// <summary>
    /// What becomes of the documents of one file, or of another text, when it is read again. A document that has become bad stays as it
    /// was when it was good. Where something cannot even be told what it is, no document is taken for removed.
    /// </summary>
    public static IReadOnlyList<PolicyEntry> Next(PolicyOrigin origin, IReadOnlyList<PolicyEntry> before, IReadOnlyList<ReadDocument> now)
    {
        var next = now.Select(read => before.FirstOrDefault(entry => entry.IsOf(read)) ?? new(origin, read, read.Document is null ? GoodOf(read.Id) : read)).ToList();
        var isKept = now.Any(static read => read.Id is null && read.HasErrors);
        if (isKept)
            next.AddRange(before.Where(entry => entry.Good is not null && !next.Exists(other => other.Id == entry.Id)));
        return next;

        ReadDocument? GoodOf(PolicyId? id) => id is null ? null : before.FirstOrDefault(entry => entry.Id == id)?.Good;
    }

    /// <summary>Whether nothing has changed since it was read.</summary>
    bool IsOf(ReadDocument read) =>
        Latest.Text == read.Text && Latest.Place == read.Place && Latest.Id == read.Id && Latest.Diagnostics.SequenceEqual(read.Diagnostics);
}
