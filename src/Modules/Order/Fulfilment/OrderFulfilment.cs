using System.Text.Json.Serialization;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Marten;
using Wolverine.Persistence.EventSourcing;
using Wolverine.Persistence.Sagas;

namespace Modular.Order.Fulfilment;

/// <summary>
/// The saga of one order: reserve stock, then capture the payment, then confirm; or compensate and reject. It lives as long as
/// the outcome is open; what settles the order ends it (<see cref="SettlementHandler"/>). Compensation is unconditional:
/// <see cref="ReleaseStock"/> and <see cref="RefundPayment"/> undo whatever was done and forbid what was not, so it does not matter
/// how far the order had come.
/// </summary>
public sealed class OrderFulfilment : Saga
{
    [JsonInclude]
    public Guid Id { get; private set; }

    [JsonInclude]
    public FulfilmentStage Stage { get; private set; }

    [JsonInclude]
    public Money Total { get; private set; } = null!;

    [JsonInclude]
    public string PaymentToken { get; private set; } = "";

    /// <summary>When it is ended if it is still open.</summary>
    [JsonInclude]
    public DateTimeOffset Deadline { get; private set; }

    public static OrderFulfilment Of(OrderPlaced placed, string paymentToken, TimeSpan timeout) => new()
    {
        Id = placed.OrderId,
        Stage = FulfilmentStage.Reserving,
        Total = placed.Total,
        PaymentToken = paymentToken,
        Deadline = placed.At + timeout,
    };

    public CapturePayment Handle([SagaIdentityFrom(nameof(StockReserved.OrderId))] StockReserved reserved)
    {
        Stage = FulfilmentStage.Paying;
        return new CapturePayment(PaymentId: Id, OrderId: reserved.OrderId, Total, PaymentToken);
    }

    public (Events, OutgoingMessages) Handle(
        [SagaIdentityFrom(nameof(FulfilmentTimedOut.OrderId))] FulfilmentTimedOut timeout, [WriteModel("OrderId")] Order order, TimeProvider time)
    {
        MarkCompleted();
        var reason = Stage == FulfilmentStage.Reserving ? "Stock could not be reserved in time." : "The payment was not answered in time.";
        return Outcome.Rejected(order, reason, time.GetUtcNow(), [new ReleaseStock(Id), new RefundPayment(Id, timeout.OrderId, reason)]);
    }

    // The outcome is settled and the saga gone; whatever compensation it needs has been sent already.
    public static void NotFound(StockReserved late) => _ = late;

    public static void NotFound(FulfilmentTimedOut late) => _ = late;
}

/// <summary>What the saga waits for.</summary>
public enum FulfilmentStage
{
    Reserving,
    Paying,
}
