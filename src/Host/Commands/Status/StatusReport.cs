using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Modular.Host.Commands.Status;

/// <summary>The gateway's state for people: services, instances, what is wrong, and what it decided last.</summary>
static class StatusReport
{
    public static void Print(GatewayState state, int decisions, DateTimeOffset now, IAnsiConsole console)
    {
        console.Write(Services(state));
        console.Write(Instances(state, now));
        foreach (var conflict in state.Routes.Conflicts)
            console.WriteLine($"conflict: {conflict.Route} is claimed by {conflict.Winner} (has it) and {string.Join(", ", conflict.Losers)}");
        foreach (var quarantine in state.Routes.Quarantined)
            console.WriteLine($"quarantined: {quarantine.Instance} of {quarantine.Service}: {quarantine.Reason}");
        foreach (var decision in state.Decisions.TakeLast(decisions))
            console.WriteLine($"{decision.At.LocalDateTime:HH:mm:ss} {decision.Kind} {decision.Instance ?? decision.Service}: {decision.Reason}");
    }

    static Table Services(GatewayState state)
    {
        var table = New("Services", "service", "state", "available", "in flight", "policy", "routes");
        foreach (var service in state.Services)
            Add(table, service.Name, service.State, $"{service.Available} of {service.Instances}", $"{service.InFlight}", service.Policy, string.Join(" ", service.Routes));
        return table;
    }

    static Table Instances(GatewayState state, DateTimeOffset now)
    {
        var table = New("Instances", "instance", "version", "stage", "health", "for", "in flight", "latency", "reason");
        foreach (var instance in state.Instances)
        {
            Add(table, instance.Id, instance.Version ?? "", instance.Stage, instance.Health, Age(now - instance.Since), $"{instance.InFlight}",
                string.Create(CultureInfo.InvariantCulture, $"{instance.LatencyMs:F1} ms"), instance.Reason);
        }

        return table;
    }

    static Table New(string title, params string[] columns) => new Table().Border(TableBorder.Simple).Title(title).AddColumns(columns);

    static void Add(Table table, params string[] cells) => table.AddRow(cells.Select(cell => (IRenderable)new Text(cell)));

    static string Age(TimeSpan age) => age.TotalSeconds < 100 ? $"{Math.Max(0, (int)age.TotalSeconds)} s"
        : age.TotalMinutes < 100 ? $"{(int)age.TotalMinutes} min"
        : $"{(int)age.TotalHours} h";
}
