using Npgsql;

namespace Modular.Host.Commands.Ledger;

/// <summary>
/// Reads the books of all modules, each database in one snapshot. With one database for all, that is one moment for everything. With
/// several, each shows a moment of its own: orders that changed meanwhile, or within the grace before, are marked as recent.
/// </summary>
/// <param name="Order">Connection string of the Order module; so the others.</param>
sealed record BookReader(string Order, string Inventory, string Payment)
{
    /// <param name="grace">How long a message may be under way where no database shows it, in a broker or between two databases.</param>
    public async Task<Books> ReadAsync(TimeSpan grace)
    {
        await using var orders = await Snapshot.OpenAsync(Order);
        await using var inventory = IsSame(Inventory, Order) ? null : await Snapshot.OpenAsync(Inventory);
        await using var payments = IsSame(Payment, Order) || IsSame(Payment, Inventory) ? null : await Snapshot.OpenAsync(Payment);
        var books = new Books();

        await OrderBooks.ReadAsync(orders, books);
        await StockBooks.ReadAsync(inventory ?? orders, books);
        await PaymentBooks.ReadAsync(payments ?? (IsSame(Payment, Order) ? orders : inventory!), books);
        foreach (var database in new[] { orders, inventory, payments }.OfType<Snapshot>())
            await MessageBooks.ReadAsync(database, books);

        if (grace > TimeSpan.Zero || !AreOne)
        {
            await using var later = await Snapshot.OpenAsync(Order);
            await OrderBooks.MarkRecentAsync(later, orders.At - grace, books);
        }

        return books;
    }

    /// <summary>All modules live in one database.</summary>
    public bool AreOne => IsSame(Order, Inventory) && IsSame(Order, Payment);

    static bool IsSame(string one, string other)
    {
        var (a, b) = (new NpgsqlConnectionStringBuilder(one), new NpgsqlConnectionStringBuilder(other));
        return (a.Host, a.Port, a.Database) == (b.Host, b.Port, b.Database);
    }
}
