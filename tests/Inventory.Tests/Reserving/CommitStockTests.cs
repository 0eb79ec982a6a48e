using Modular.Inventory.Reserving;
using Modular.Inventory.Tests.Doubles;

namespace Modular.Inventory.Tests.Reserving;

public sealed class CommitStockTests
{
    static readonly Guid Other = Guid.Parse("01920000-0000-7000-8000-000000000002");

    [Fact]
    public void An_open_reservation_is_committed_with_all_its_lines()
    {
        var reservation = Given.ReservationThatIs(ReservationStatus.Reserved);

        Assert.Equal([reservation with { Status = ReservationStatus.Committed }], CommitStockHandler.Decide([reservation]));
    }

    [Theory]
    [InlineData(ReservationStatus.Rejected)]
    [InlineData(ReservationStatus.Released)]
    [InlineData(ReservationStatus.Committed)]
    [InlineData(ReservationStatus.Returned)]
    public void A_reservation_that_is_not_open_stays_as_it_is(ReservationStatus status)
    {
        var open = Given.ReservationThatIs(ReservationStatus.Reserved) with { Id = Other };

        var committed = CommitStockHandler.Decide([Given.ReservationThatIs(status), open]);

        Assert.Equal([Other], committed.Select(reservation => reservation.Id));
    }

    [Fact]
    public void Nothing_is_committed_that_was_never_reserved() => Assert.Empty(CommitStockHandler.Decide([]));
}
