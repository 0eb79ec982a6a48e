using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Modular.Benchmarks.Reporting;

/// <summary>What a benchmark found: tables for people, data for programs.</summary>
/// <param name="Data">Every figure, with its unit in its name; written as JSON.</param>
sealed record Report(string Benchmark, IReadOnlyList<Target> Targets, IReadOnlyList<ReportTable> Tables, object Data)
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public async Task WriteAsync(IAnsiConsole console, string jsonFile, CancellationToken cancellation)
    {
        foreach (var table in Tables.Append(TargetTable()))
            console.Write(Render(table));
        var json = JsonSerializer.Serialize(new { Benchmark, Machine = ThisMachine(), Targets, Data }, Format);
        if (jsonFile == "-")
            await Console.Out.WriteLineAsync(json);
        else
            await File.WriteAllTextAsync(jsonFile, json, cancellation);
    }

    ReportTable TargetTable()
    {
        var table = new ReportTable("Targets", ["Target", "Measured", "Limit", "Met"]);
        foreach (var target in Targets)
        {
            var limit = $"{(target.AtLeast ? "at least" : "at most")} {target.Limit:0.##} {target.Unit}";
            table.Row(target.Name, $"{target.Measured:0.##} {target.Unit}", limit, target.IsMet ? "yes" : "NO");
        }

        return table;
    }

    static Table Render(ReportTable from)
    {
        var table = new Table().Title(Markup.Escape(from.Title));
        for (var i = 0; i < from.Columns.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(from.Columns[i]));
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        foreach (var row in from.Rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        return table;
    }

    static object ThisMachine() => new
    {
        Processors = Environment.ProcessorCount,
        MemoryGiB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
    };
}
