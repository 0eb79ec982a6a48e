using Spectre.Console;
using Spectre.Console.Rendering;

namespace Modular.Host.Supervision;

/// <summary>What runs where, and what to try next.</summary>
static class SystemTable
{
    public static IRenderable Of(SystemOptions options, IReadOnlyList<SupervisedProcess> processes, string data)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Process", "State", "Address", "Process id");
        foreach (var process in processes)
            table.AddRow(process.Plan.Name, process.State.ToString().ToLowerInvariant(), $"{process.Address}", $"{process.ProcessId}");

        var api = $"http://localhost:{options.ApiPort}";
        var ways = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2)).AddColumn(new GridColumn().NoWrap());
        ways.AddRow("API", $"{api}   (documentation: {api}/scalar)");
        if (options.Level.ProcessPerModule)
            ways.AddRow("Gateway", $"http://127.0.0.1:{options.AdminPort}");
        if (options.Level.IsDiscovered)
            ways.AddRow("Registry", Markup.Escape(options.RegistryAddress));
        ways.AddRow("Control", $"http://127.0.0.1:{options.ControlPort}/processes");
        ways.AddRow("Data", Markup.Escape(data));
        if (options.Faults.Count > 0)
            ways.AddRow("Faults", Markup.Escape($"{string.Join(", ", options.Faults)}   (on purpose, for a trial)"));
        return new Rows(
            new Text(""),
            new Text($"  Level {options.Level.Number}, {options.Level.Name}. Ctrl-C stops everything."),
            table,
            ways,
            new Text("  Place a first order:"),
            new Text($$"""
                    curl -s {{api}}/api/orders -H 'Content-Type: application/json' -H 'Prefer: wait=5' \
                      -d '{"customerId":"c-42","lines":[{"sku":"SKU-1","quantity":2}],"payment":{"token":"tok_approved"} }'

                """));
    }
}
