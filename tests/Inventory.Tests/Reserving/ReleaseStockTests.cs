using Modular.Inventory.Contracts;
using Modular.Inventory.Reserving;
using Modular.Inventory.Tests.Doubles;

namespace Modular.Inventory.Tests.Reserving;

public sealed class ReleaseStockTests
{
    static readonly ReleaseStock Release = new(Given.OrderId);

    public static TheoryData<ReservationStatus, ReservationStatus, (string, object)[]> Decisions { get; } = new()
    {
        {
            ReservationStatus.Reserved, ReservationStatus.Released,
            [("SKU-1", new UnitsReleased(Given.OrderId, 2)), ("SKU-2", new UnitsReleased(Given.OrderId, 1))]
        },
        {
            ReservationStatus.Committed, ReservationStatus.Returned,
            [("SKU-1", new UnitsReturned(Given.OrderId, 2)), ("SKU-2", new UnitsReturned(Given.OrderId, 1))]
        },
        { ReservationStatus.Rejected, ReservationStatus.Rejected, [] },
        { ReservationStatus.Released, ReservationStatus.Released, [] },
        { ReservationStatus.Returned, ReservationStatus.Returned, [] },
    };

    [Theory]
    [MemberData(nameof(Decisions), DisableDiscoveryEnumeration = true)]
    public void What_was_done_is_undone_once(ReservationStatus from, ReservationStatus to, (string, object)[] expected)
    {
        var reservation = Given.ReservationThatIs(from);

        var (undone, events) = ReleaseStockHandler.Decide(Release, reservation);

        Assert.Equal(reservation with { Status = to }, undone);
        Assert.Equal(expected, events);
    }

    [Fact]
    public void Before_anything_was_reserved_it_leaves_word_that_nothing_shall_be()
    {
        var (undone, events) = ReleaseStockHandler.Decide(Release, reservation: null);

        Assert.Equivalent(new Reservation(Given.OrderId, ReservationStatus.Released, []), undone, strict: true);
        Assert.Equal(new StockRejected(Given.OrderId, "The reservation was called off."), undone.Answer());
        Assert.Empty(events);
    }
}
