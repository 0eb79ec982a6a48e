using Modular.Inventory.Contracts;
using Modular.Inventory.Seeding;
using Modular.Kernel;
using Modular.Order.Contracts;
using Modular.Order.Fulfilment;
using Modular.Payment.Contracts;

namespace Modular.Integration.Tests.Messages;

/// <summary>Orders that are over, each after a life of its own, and every message that was sent in it.</summary>
/// <param name="Confirmed">Reserved, paid, committed.</param>
/// <param name="Declined">Reserved, not paid, released.</param>
/// <param name="Short">Not reserved.</param>
/// <param name="Cancelled">Reserved, paid, committed, given back.</param>
sealed record Life(string Sku, OrderView Confirmed, OrderView Declined, OrderView Short, OrderView Cancelled)
{
    public IEnumerable<OrderView> Orders => [Confirmed, Declined, Short, Cancelled];

    IEnumerable<OrderView> Reserved => [Confirmed, Declined, Cancelled];

    IEnumerable<OrderView> Paid => [Confirmed, Cancelled];

    /// <summary>Each message of the type as it was sent. A new message needs a line here.</summary>
    public IEnumerable<object> Messages(Type type) => type.Name switch
    {
        nameof(ReserveStock) => Orders.Select(order =>
            new ReserveStock(order.OrderId, [.. order.Lines.Select(line => new StockLine(line.Sku, line.Quantity))])),
        nameof(StockReserved) => Reserved.Select(order => new StockReserved(order.OrderId)),
        nameof(StockRejected) => [new StockRejected(Short.OrderId, Short.Reason!)],
        nameof(CapturePayment) => Paid.Select(order => new CapturePayment(order.OrderId, order.OrderId, order.Total, "tok_approved"))
            .Append(new CapturePayment(Declined.OrderId, Declined.OrderId, Declined.Total, "tok_declined")),
        nameof(PaymentCaptured) => Paid.Select(order => new PaymentCaptured(order.OrderId, order.OrderId, order.Total)),
        nameof(PaymentDeclined) => [new PaymentDeclined(Declined.OrderId, Declined.OrderId, Declined.Reason!)],
        nameof(CommitStock) => Paid.Select(order => new CommitStock(order.OrderId)),
        nameof(ReleaseStock) => [new ReleaseStock(Declined.OrderId), new ReleaseStock(Cancelled.OrderId)],
        nameof(RefundPayment) => [new RefundPayment(Cancelled.OrderId, Cancelled.OrderId, Cancelled.Reason!)],
        nameof(FulfilmentTimedOut) => Orders.Select(order => new FulfilmentTimedOut(order.OrderId)),
        nameof(ItemChanged) => [new ItemChanged(Sku, "Its first name", new Money(1m, "EUR"), Version: 1)],
        nameof(CatalogueListed) => [new CatalogueListed([new(Sku, "Its first name", new Money(1m, "EUR"), Version: 1)])],
        nameof(SeedCatalogue) => [new SeedCatalogue()],
        _ => throw new NotSupportedException($"Say how {type.Name} comes again."),
    };
}
