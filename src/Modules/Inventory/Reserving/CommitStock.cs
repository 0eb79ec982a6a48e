using Marten;
using Modular.Inventory.Contracts;

namespace Modular.Inventory.Reserving;

/// <summary>The order is paid: its reserved units leave the warehouse.</summary>
public static class CommitStockHandler
{
    public static Task<Reservation?> LoadAsync(CommitStock command, IDocumentSession session, CancellationToken cancellation) =>
        session.LoadAsync<Reservation>(command.OrderId, cancellation);

    public static async Task Handle(CommitStock command, Reservation? reservation, IDocumentSession session, CancellationToken cancellation)
    {
        if (reservation is not { Status: ReservationStatus.Reserved })
            return;

        var shelf = await Shelf.LockAsync(session, reservation.Lines.Select(line => line.Sku), cancellation);
        shelf.Append(reservation.Lines.Select(line => (line.Sku, (object)new UnitsCommitted(command.OrderId, line.Quantity))));
        session.Store(reservation with { Status = ReservationStatus.Committed });
    }
}
