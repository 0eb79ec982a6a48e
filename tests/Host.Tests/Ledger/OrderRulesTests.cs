using Modular.Host.Commands.Ledger;

namespace Modular.Host.Tests.Ledger;

public sealed class OrderRulesTests
{
    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Each_mistake_breaks_its_check_and_names_its_order(string check, string breach)
    {
        var books = new Books();
        var order = Given.Confirmed(books);
        Mistake[breach](order);

        var broken = Assert.Single(new Account(books).Checks, found => found.Name == check);

        Assert.Equal(1, broken.Broken);
        Assert.Equal([new Violation($"order {order.OrderId}", breach)], broken.Violations);
    }

    [Fact]
    public void A_cancelled_order_that_keeps_goods_or_money_is_a_violation()
    {
        var books = new Books();
        var order = Given.Cancelled(books);
        order.Refunded = 0;
        order.Refunds = 0;
        order.Gone = Given.Two;

        Assert.Equal(
            [
                "Cancelled: captured 20 - refunded 0 EUR, owed 0 EUR", "Cancelled: left 2 units, not 0 units", "it keeps 0 EUR, we 20 EUR",
            ],
            new Account(books).Checks.Where(check => check.Name != "captured - refunded = totals of confirmed orders")
                .SelectMany(check => check.Violations).Select(violation => violation.Breach));
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "reservations, payments and charges belong to an order", "there is no such order" },
        { "an order is placed once and has one outcome", "placed 1, confirmed 1, rejected 1, cancelled 0 times" },
        { "the list of orders agrees with their events", "listed as Placed, is Confirmed" },
        { "an order in flight has a saga to end it", "it has none" },
        { "an order reserves once, and what was ordered", "reserved 4 units, not 2 units" },
        { "an order reserves once, and what was ordered", "reserved 2 units of other items" },
        { "an order is captured once and refunded once at most", "2 captures, 0 refunds" },
        { "a confirmed order was captured", "it was not" },
        { "units leave for confirmed orders only", "2 units left" },
        { "a confirmed order is paid in full, any other not at all", "Confirmed: captured 19 - refunded 0 EUR, owed 20 EUR" },
        { "a confirmed order is paid in full, any other not at all", "Confirmed: captured 20 - refunded 0 USD, owed 20 EUR" },
        { "a confirmed order's units have left, any other's have not", "Confirmed: left 0 units, not 2 units" },
        { "nothing stays reserved", "Confirmed: 2 units reserved" },
        { "the provider's book agrees", "it keeps 0 EUR, we 20 EUR" },
    };

    static Dictionary<string, Action<OrderAccount>> Mistake => new(StringComparer.Ordinal)
    {
        ["there is no such order"] = order => (order.Placed, order.Confirmed) = (0, 0),
        ["placed 1, confirmed 1, rejected 1, cancelled 0 times"] = order => order.Rejected = 1,
        ["listed as Placed, is Confirmed"] = order => order.Listed = "Placed",
        ["it has none"] = order => order.Confirmed = 0,
        ["reserved 4 units, not 2 units"] = order => order.Reserved = new(4, 4 * 17),
        ["reserved 2 units of other items"] = order => order.Reserved = new(2, 3),
        ["2 captures, 0 refunds"] = order => order.Captures = 2,
        ["it was not"] = order => order.Captures = 0,
        ["2 units left"] = order => order.Confirmed = 0,
        ["Confirmed: captured 19 - refunded 0 EUR, owed 20 EUR"] = order => order.Captured = 19,
        ["Confirmed: captured 20 - refunded 0 USD, owed 20 EUR"] = order => order.PaidIn = "USD",
        ["Confirmed: left 0 units, not 2 units"] = order => order.Gone = Units.None,
        ["Confirmed: 2 units reserved"] = order => order.Held = Given.Two,
        ["it keeps 0 EUR, we 20 EUR"] = order => order.Charged = 0,
    };
}
