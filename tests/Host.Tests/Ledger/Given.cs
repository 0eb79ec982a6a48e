using Modular.Host.Commands.Ledger;

namespace Modular.Host.Tests.Ledger;

/// <summary>Orders whose books are in order.</summary>
static class Given
{
    public static readonly Units Two = new(2, 2 * 17);

    public static OrderAccount Confirmed(Books books)
    {
        var order = books.Of(NewId());
        (order.Placed, order.Confirmed, order.Listed) = (1, 1, "Confirmed");
        (order.Total, order.Currency, order.Ordered) = (20, "EUR", Two);
        (order.Reserved, order.Gone) = (Two, Two);
        (order.Captures, order.Captured, order.PaidIn) = (1, 20, "EUR");
        (order.Charged, order.ChargedIn) = (20, "EUR");
        return order;
    }

    public static OrderAccount Cancelled(Books books)
    {
        var order = Confirmed(books);
        (order.Cancelled, order.WasConfirmed, order.Listed) = (1, true, "Cancelled");
        order.Gone = Units.None;
        (order.Refunds, order.Refunded, order.Charged) = (1, 20, 0);
        return order;
    }

    public static OrderAccount Rejected(Books books)
    {
        var order = books.Of(NewId());
        (order.Placed, order.Rejected, order.Listed) = (1, 1, "Rejected");
        (order.Total, order.Currency, order.Ordered) = (20, "EUR", Two);
        return order;
    }

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
