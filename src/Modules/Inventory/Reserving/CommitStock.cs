using Marten;
using Modular.Inventory.Contracts;

namespace Modular.Inventory.Reserving;

/// <summary>
/// The orders are paid: their reserved units leave the warehouse. Nobody waits for this, so many orders share one transaction, and
/// a hot SKU is locked and written once for all of them.
/// </summary>
public static class CommitStockHandler
{
    public static async Task Handle(CommitStock[] commands, IDocumentSession session, CancellationToken cancellation)
    {
        var known = await session.LoadManyAsync<Reservation>(cancellation, commands.Select(command => command.OrderId).Distinct());
        var committed = Decide(known);
        if (committed.Count == 0)
            return;

        var shelf = await Shelf.LockAsync(session, committed.SelectMany(reservation => reservation.Lines).Select(line => line.Sku), cancellation);
        foreach (var reservation in committed)
        {
            shelf.Append(reservation.Lines.Select(line => (line.Sku, (object)new UnitsCommitted(reservation.Id, line.Quantity))));
            session.Store(reservation);
        }
    }

    /// <summary>What becomes of the reservations: only open ones change.</summary>
    public static IReadOnlyList<Reservation> Decide(IEnumerable<Reservation> known) =>
        [.. known.Where(reservation => reservation.Status == ReservationStatus.Reserved)
            .Select(reservation => reservation with { Status = ReservationStatus.Committed })];
}
