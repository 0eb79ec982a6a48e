using Marten;
using Modular.Inventory.Contracts;

namespace Modular.Inventory.Reserving;

/// <summary>Reserves every line of an order, or none.</summary>
public static class ReserveStockHandler
{
    public static async Task<object> Handle(ReserveStock command, IDocumentSession session, CancellationToken cancellation)
    {
        var (shelf, earlier) = await Shelf.LockAsync(session, command.Lines.Select(line => line.Sku), command.OrderId, cancellation);
        if (earlier is not null)
            return earlier.Answer();

        var reservation = Decide(command, shelf.Items);
        session.Insert(reservation);
        if (reservation.Status == ReservationStatus.Reserved)
            shelf.Append(reservation.Lines.Select(line => (line.Sku, (object)new UnitsReserved(command.OrderId, line.Quantity))));
        return reservation.Answer();
    }

    /// <summary>The reservation that the shelf allows.</summary>
    public static Reservation Decide(ReserveStock command, IReadOnlyDictionary<string, StockItem> shelf)
    {
        var wanted = command.Lines.GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(lines => new StockLine(lines.Key, lines.Sum(line => line.Quantity)))
            .ToList();
        var shortages = wanted
            .Where(line => !shelf.TryGetValue(line.Sku, out var item) || item.Available < line.Quantity)
            .Select(line => $"{line.Sku}: {line.Quantity} wanted, {shelf.GetValueOrDefault(line.Sku)?.Available ?? 0} available")
            .ToList();

        return shortages.Count == 0
            ? new Reservation(command.OrderId, ReservationStatus.Reserved, wanted)
            : new Reservation(command.OrderId, ReservationStatus.Rejected, [], $"Not enough stock. {string.Join("; ", shortages)}");
    }
}
