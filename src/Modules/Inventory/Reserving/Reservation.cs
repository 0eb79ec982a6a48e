using Modular.Inventory.Contracts;

namespace Modular.Inventory.Reserving;

/// <summary>
/// What was done for one order, kept for good: it is how a message that arrives twice, or after its opposite, is known.
/// The units themselves are counted by the items' events.
/// </summary>
/// <param name="Id">The order.</param>
/// <param name="Lines">What is, or was, reserved; empty when nothing ever was.</param>
/// <param name="Reason">Why nothing was reserved.</param>
public sealed record Reservation(Guid Id, ReservationStatus Status, IReadOnlyList<StockLine> Lines, string? Reason = null)
{
    public object Answer() => Status switch
    {
        ReservationStatus.Rejected or ReservationStatus.Released => new StockRejected(Id, Reason ?? "The reservation was called off."),
        _ => new StockReserved(Id),
    };
}

/// <summary>Reserved -> Committed -> Returned, or Reserved -> Released; Rejected, and Released before anything was reserved, are final.</summary>
public enum ReservationStatus
{
    Reserved,
    Rejected,
    Released,
    Committed,
    Returned,
}
