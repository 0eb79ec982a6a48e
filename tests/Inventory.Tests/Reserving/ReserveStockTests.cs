using Modular.Inventory.Contracts;
using Modular.Inventory.Reserving;
using Modular.Inventory.Tests.Doubles;

namespace Modular.Inventory.Tests.Reserving;

public sealed class ReserveStockTests
{
    static readonly Dictionary<string, StockItem> Plenty = Given.Shelf(Given.Cups(10), Given.Saucers(10));

    [Fact]
    public void Every_line_is_reserved() =>
        Assert.Equivalent(Given.ReservationThatIs(ReservationStatus.Reserved), Decide(Plenty, Given.TwoCups, Given.OneSaucer), strict: true);

    [Fact]
    public void The_last_unit_can_be_reserved() =>
        Assert.Equal(ReservationStatus.Reserved, Decide(Given.Shelf(Given.Cups(onHand: 5, reserved: 3)), Given.TwoCups).Status);

    [Fact]
    public void Units_that_are_reserved_already_cannot_be() =>
        AssertRejected("SKU-1: 2 wanted, 1 available", Decide(Given.Shelf(Given.Cups(onHand: 5, reserved: 4)), Given.TwoCups));

    [Fact]
    public void One_line_that_is_short_leaves_every_line_unreserved() =>
        AssertRejected("SKU-2: 1 wanted, 0 available", Decide(Given.Shelf(Given.Cups(10), Given.Saucers(0)), Given.TwoCups, Given.OneSaucer));

    [Fact]
    public void Every_shortage_is_told() =>
        AssertRejected(
            "SKU-1: 2 wanted, 1 available; SKU-2: 1 wanted, 0 available",
            Decide(Given.Shelf(Given.Cups(1), Given.Saucers(0)), Given.TwoCups, Given.OneSaucer));

    [Fact]
    public void Of_an_unknown_SKU_there_is_nothing() =>
        AssertRejected("SKU-9: 1 wanted, 0 available", Decide(Plenty, Given.TwoCups, new StockLine("SKU-9", 1)));

    [Fact]
    public void Two_lines_of_one_SKU_are_counted_together()
    {
        var three = Given.Shelf(Given.Cups(3));

        Assert.Equal([new StockLine("SKU-1", 3)], Decide(three, Given.TwoCups, new StockLine("SKU-1", 1)).Lines);
        AssertRejected("SKU-1: 4 wanted, 3 available", Decide(three, Given.TwoCups, Given.TwoCups));
    }

    [Theory]
    [InlineData(ReservationStatus.Reserved, true)]
    [InlineData(ReservationStatus.Committed, true)]
    [InlineData(ReservationStatus.Returned, true)]
    [InlineData(ReservationStatus.Rejected, false)]
    [InlineData(ReservationStatus.Released, false)]
    public void What_was_decided_before_is_answered_again(ReservationStatus status, bool isReserved)
    {
        object expected = isReserved
            ? new StockReserved(Given.OrderId)
            : new StockRejected(Given.OrderId, status == ReservationStatus.Rejected ? "Not enough stock." : "The reservation was called off.");

        Assert.Equal(expected, Given.ReservationThatIs(status).Answer());
    }

    static Reservation Decide(IReadOnlyDictionary<string, StockItem> shelf, params StockLine[] lines) =>
        ReserveStockHandler.Decide(Given.Reserve(lines), shelf);

    static void AssertRejected(string shortages, Reservation reservation) => Assert.Equivalent(
        new Reservation(Given.OrderId, ReservationStatus.Rejected, [], $"Not enough stock. {shortages}"), reservation, strict: true);
}
