using System.Text.Json;
using Spectre.Console;

namespace Modular.Host.Commands.Ledger;

/// <summary>Shows an account, to people or to programs.</summary>
static class LedgerReport
{
    static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string ToJson(Account account) => JsonSerializer.Serialize(account, Readable);

    public static void Print(Account account, IAnsiConsole console)
    {
        // The default of 80 columns, where there is no terminal, would break every line in two.
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = 160;

        console.Write(Orders(account));
        console.Write(Stock(account));
        console.Write(Money(account));
        console.Write(Checks(account));
        foreach (var check in account.Checks)
            Tell(check, console);
        console.WriteLine(Conclusion(account));
    }

    static Table Orders(Account account) =>
        Table("Orders", "accepted", "confirmed", "rejected", "cancelled", "in flight", "messages under way", "dead letters").AddRow(Row(
            account.Accepted, account.Confirmed, account.Rejected, account.Cancelled, account.InFlight, account.Messages, account.DeadLetters));

    static Table Stock(Account account)
    {
        var table = Table("Stock", "items", "received", "adjusted", "on hand", "committed", "reserved", "open reservations");
        var skus = account.Skus;
        return table.AddRow(Row(
            skus.Count, skus.Sum(sku => sku.Received), skus.Sum(sku => sku.Adjusted), skus.Sum(sku => sku.OnHand),
            skus.Sum(sku => sku.Committed), skus.Sum(sku => sku.Held), skus.Sum(sku => sku.Promised)));
    }

    static Table Money(Account account)
    {
        var table = Table("Money", "currency", "captured", "refunded", "confirmed orders", "provider's book");
        foreach (var sum in account.Money)
            table.AddRow(Row(sum.Currency, sum.Captured, sum.Refunded, sum.Confirmed, sum.Charged));
        return table;
    }

    static Table Checks(Account account)
    {
        var table = Table("Checks", "", "judged", "open", "broken", "");
        foreach (var check in account.Checks)
            table.AddRow(Row(check.Name, check.Judged, check.Open, check.Broken, Verdict(check)));
        return table;
    }

    static string Verdict(Check check) => check.Broken > 0 ? "BROKEN" : check.Open > 0 ? $"holds, {check.Open} open" : "holds";

    static void Tell(Check check, IAnsiConsole console)
    {
        foreach (var violation in check.Violations)
            console.WriteLine($"{violation.Subject}: {check.Name}: {violation.Breach}");
        if (check.Broken > check.Violations.Count)
            console.WriteLine($"... and {check.Broken - check.Violations.Count} more: {check.Name}");
    }

    static string Conclusion(Account account) =>
        !account.Holds ? "The books do NOT add up."
        : account.IsSettled ? "The books add up."
        : $"The books add up so far; {account.Open} orders and {account.Messages} messages are still under way.";

    static Table Table(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(title) };
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(columns[i]));
            table.AddColumn(columns[i] is "" or "currency" ? column : column.RightAligned());
        }

        return table;
    }

    static string[] Row(params object[] cells) => [.. cells.Select(cell => Markup.Escape(FormattableString.Invariant($"{cell}")))];
}
