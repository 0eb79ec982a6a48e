using Modular.Host.Commands.Ledger;

namespace Modular.Host.Tests.Ledger;

public sealed class StockRulesTests
{
    static readonly SkuAccount Good = new("SKU-1", Received: 10, Adjusted: -1, Reserved: 2, Committed: 3, OnHand: 6, Held: 2, Promised: 2);

    [Fact]
    public void A_good_item_breaks_nothing() => Assert.Empty(BrokenBy(Good));

    [Fact]
    public void A_lost_unit_is_found() => Assert.Equal(["10 + -1 is not 5 + 3"], BrokenBy(Good with { OnHand = 5 }));

    [Fact]
    public void A_reservation_that_the_stock_does_not_know_is_found() =>
        Assert.Equal(["the stock says 2, the reservations 3, the events 2"], BrokenBy(Good with { Promised = 3 }));

    [Fact]
    public void Stock_that_differs_from_its_events_is_found() =>
        Assert.Equal(["the stock says 2, the reservations 2, the events 1"], BrokenBy(Good with { Reserved = 1 }));

    [Fact]
    public void More_reserved_than_on_hand_is_found() =>
        Assert.Equal(["6 on hand, 7 reserved"], BrokenBy(Good with { Reserved = 7, Held = 7, Promised = 7 }));

    static IEnumerable<string> BrokenBy(SkuAccount sku) =>
        new Account(new Books { Skus = [sku] }).Checks.SelectMany(check => check.Violations).Select(violation => violation.Breach);
}
