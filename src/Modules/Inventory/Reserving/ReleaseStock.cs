using Marten;
using Modular.Inventory.Contracts;

namespace Modular.Inventory.Reserving;

/// <summary>Undoes whatever was reserved or committed for an order; what has not arrived yet will be refused.</summary>
public static class ReleaseStockHandler
{
    public static Task<Reservation?> LoadAsync(ReleaseStock command, IDocumentSession session, CancellationToken cancellation) =>
        session.LoadAsync<Reservation>(command.OrderId, cancellation);

    public static async Task Handle(ReleaseStock command, Reservation? reservation, IDocumentSession session, CancellationToken cancellation)
    {
        var (undone, events) = Decide(command, reservation);
        if (reservation is null)
            session.Insert(undone);
        else if (undone != reservation)
            session.Store(undone);

        if (events.Count > 0)
            (await Shelf.LockAsync(session, undone.Lines.Select(line => line.Sku), cancellation)).Append(events);
    }

    /// <summary>What becomes of the reservation, and of the units.</summary>
    public static (Reservation Undone, IReadOnlyList<(string Sku, object Event)> Events) Decide(ReleaseStock command, Reservation? reservation) =>
        reservation switch
        {
            null => (new Reservation(command.OrderId, ReservationStatus.Released, []), []),
            { Status: ReservationStatus.Reserved } => (reservation with { Status = ReservationStatus.Released },
                [.. reservation.Lines.Select(line => (line.Sku, (object)new UnitsReleased(command.OrderId, line.Quantity)))]),
            { Status: ReservationStatus.Committed } => (reservation with { Status = ReservationStatus.Returned },
                [.. reservation.Lines.Select(line => (line.Sku, (object)new UnitsReturned(command.OrderId, line.Quantity)))]),
            _ => (reservation, []),
        };
}
