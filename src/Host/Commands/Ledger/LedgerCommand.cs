using JasperFx.CommandLine;
using Modular.Host.Topology;
using Spectre.Console;

namespace Modular.Host.Commands.Ledger;

/// <summary>What <c>modular ledger</c> can be told.</summary>
public sealed class LedgerInput : NetCoreInput
{
    [Description("Print the account as JSON")]
    public bool JsonFlag { get; set; }

    [Description("Fail as well while anything is still under way, and so cannot be judged")]
    public bool SettledFlag { get; set; }

    [Description("Seconds for which a change of an order may still be on its way to the other modules. Default 0 with one database, 5 with several")]
    public double? GraceFlag { get; set; }
}

/// <summary>
/// <c>modular ledger</c>: an independent account of all orders, units and money. It reads the event tables by SQL and shares no code
/// with the handlers, so that it does not repeat their mistakes. It starts nothing, and the system may be running.
/// </summary>
[Description("Check the books: orders, stock and money of all modules, straight from their events; exit 1 when they do not add up")]
public sealed class LedgerCommand : OwnCommand<LedgerInput>
{
    static readonly TimeSpan GraceBetweenDatabases = TimeSpan.FromSeconds(5);

    protected override async Task<bool> RunAsync(LedgerInput input)
    {
        using var host = input.BuildHost();
        var databases = host.Services.GetRequiredService<DatabaseSettings>();
        var reader = ReaderFor(databases);
        var grace = input.GraceFlag is { } seconds ? TimeSpan.FromSeconds(seconds)
            : reader.AreOne ? TimeSpan.Zero
            : GraceBetweenDatabases;

        var account = new Account(await reader.ReadAsync(grace));
        if (input.JsonFlag)
            await Console.Out.WriteLineAsync(LedgerReport.ToJson(account));
        else
            LedgerReport.Print(account, AnsiConsole.Console);
        if (await UnreadDatabases.FindAsync(databases) is { Count: > 0 } unread)
            AnsiConsole.Console.WriteLine($"Not read: {string.Join(", ", unread)}. A split system keeps its books there: `ledger --level 4` reads those instead.");
        return account.Holds && (account.IsSettled || !input.SettledFlag);
    }

    static BookReader ReaderFor(DatabaseSettings databases)
    {
        return new(Of("order"), Of("inventory"), Of("payment"), databases.Shared);

        string Of(string name) => databases.Of(ModuleTopology.Modules.Single(module => module.Name == name));
    }
}
