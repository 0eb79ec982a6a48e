namespace Modular.Benchmarks.Reporting;

/// <summary>One table of a report; all columns but the first hold figures.</summary>
sealed record ReportTable(string Title, IReadOnlyList<string> Columns)
{
    public List<string[]> Rows { get; } = [];

    public ReportTable Row(params string[] cells)
    {
        Rows.Add(cells);
        return this;
    }
}
