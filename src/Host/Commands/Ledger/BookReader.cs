namespace Modular.Host.Commands.Ledger;

/// <summary>
/// Reads the books of all modules, each database in one snapshot. With one database for all, that is one moment for everything. With
/// several, each shows a moment of its own: orders that changed meanwhile, or within the grace before, are marked as recent.
/// </summary>
/// <param name="Order">Connection string of the Order module; so Inventory and Payment.</param>
/// <param name="Shared">Connection string of the database in which messages between modules wait.</param>
sealed record BookReader(string Order, string Inventory, string Payment, string Shared)
{
    /// <summary>All modules live in one database.</summary>
    public bool AreOne => Snapshots.IsOne([Order, Inventory, Payment, Shared]);

    /// <param name="grace">How long a message may be under way where no database shows it, or between two that do.</param>
    public async Task<Books> ReadAsync(TimeSpan grace)
    {
        await using var snapshots = new Snapshots();
        var orders = await snapshots.OfAsync(Order);
        _ = await snapshots.OfAsync(Shared);
        var inventory = await snapshots.OfAsync(Inventory);
        var payments = await snapshots.OfAsync(Payment);

        var books = new Books();
        await OrderBooks.ReadAsync(orders, books);
        await StockBooks.ReadAsync(inventory, books);
        await PaymentBooks.ReadAsync(payments, books);
        foreach (var database in snapshots.All)
            await MessageBooks.ReadAsync(database, books);

        if (grace > TimeSpan.Zero || !AreOne)
        {
            await using var later = await Snapshot.OpenAsync(Order);
            await OrderBooks.MarkRecentAsync(later, orders.At - grace, books);
        }

        return books;
    }
}
