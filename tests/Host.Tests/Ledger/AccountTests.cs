using Modular.Host.Commands.Ledger;

namespace Modular.Host.Tests.Ledger;

public sealed class AccountTests
{
    static readonly Units Two = new(2, 2 * 17);

    [Fact]
    public void Empty_books_add_up()
    {
        var account = new Account(new Books());

        Assert.True(account.Holds);
        Assert.True(account.IsSettled);
    }

    [Fact]
    public void Good_orders_of_every_outcome_add_up()
    {
        var books = new Books();
        _ = Confirmed(books);
        _ = Cancelled(books);
        _ = Rejected(books);

        var account = new Account(books);

        Assert.True(account.Holds, Told(account));
        Assert.Equal((3, 1, 1, 1, 0), (account.Accepted, account.Confirmed, account.Cancelled, account.Rejected, account.InFlight));
        Assert.Equal([new MoneyAccount("EUR", 40, 20, 20, 20)], account.Money);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Each_mistake_breaks_its_check_and_names_its_order(string check, string breach)
    {
        var books = new Books();
        var order = Confirmed(books);
        Mistake[breach](order);

        var broken = Assert.Single(new Account(books).Checks, found => found.Name == check);

        Assert.Equal(1, broken.Broken);
        Assert.Equal([new Violation($"order {order.OrderId}", breach)], broken.Violations);
    }

    [Fact]
    public void A_cancelled_order_that_keeps_goods_or_money_is_a_violation()
    {
        var books = new Books();
        var order = Cancelled(books);
        order.Refunded = 0;
        order.Refunds = 0;
        order.Gone = Two;

        Assert.Equal(
            [
                "Cancelled: captured 20 - refunded 0 EUR, owed 0 EUR", "Cancelled: left 2 units, not 0 units", "it keeps 0 EUR, we 20 EUR",
            ],
            new Account(books).Checks.Where(check => check.Name != "captured - refunded = totals of confirmed orders")
                .SelectMany(check => check.Violations).Select(violation => violation.Breach));
    }

    [Fact]
    public void What_is_under_way_is_open_and_not_broken()
    {
        var books = new Books();
        var captured = Confirmed(books);
        captured.Confirmed = 0;
        captured.Gone = Units.None;
        captured.Held = Two;
        (captured.Listed, captured.HasSaga) = ("Placed", true);
        var cancelled = Cancelled(books);
        (cancelled.Refunded, cancelled.Refunds, cancelled.Charged, cancelled.Gone, cancelled.Messages) = (0, 0, 20, Two, 2);

        var account = new Account(books);

        Assert.True(account.Holds, Told(account));
        Assert.Equal(2, account.Open);
        Assert.False(account.IsSettled);
        Assert.Equal(1, account.Checks.Single(check => check.Name == "captured - refunded = totals of confirmed orders").Open);
    }

    [Fact]
    public void An_order_that_changed_between_two_databases_is_not_judged_across_them()
    {
        var books = new Books();
        var order = books.Of(NewId());
        (order.Captures, order.Captured, order.PaidIn, order.IsRecent) = (1, 20, "EUR", true);

        Assert.True(new Account(books).Holds);
    }

    [Fact]
    public void A_dead_letter_is_a_violation_with_its_order()
    {
        var books = new Books();
        var order = NewId();
        books.DeadLetters.Add(new("inventory.commit-stock.v1", order, "Exception: no"));

        var check = Assert.Single(new Account(books).Checks, check => check.Broken > 0);

        Assert.Equal([new Violation($"order {order}", "inventory.commit-stock.v1: Exception: no")], check.Violations);
    }

    [Fact]
    public void Only_so_many_violations_are_told_and_all_are_counted()
    {
        var books = new Books();
        for (var i = 0; i < 150; i++)
            Confirmed(books).Listed = null;

        var check = new Account(books).Checks.Single(check => check.Name == "the list of orders agrees with their events");

        Assert.Equal((150, Check.Told), (check.Broken, check.Violations.Count));
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
        ["Confirmed: 2 units reserved"] = order => order.Held = Two,
        ["it keeps 0 EUR, we 20 EUR"] = order => order.Charged = 0,
    };

    static OrderAccount Confirmed(Books books)
    {
        var order = books.Of(NewId());
        (order.Placed, order.Confirmed, order.Listed) = (1, 1, "Confirmed");
        (order.Total, order.Currency, order.Ordered) = (20, "EUR", Two);
        (order.Reserved, order.Gone) = (Two, Two);
        (order.Captures, order.Captured, order.PaidIn) = (1, 20, "EUR");
        (order.Charged, order.ChargedIn) = (20, "EUR");
        return order;
    }

    static OrderAccount Cancelled(Books books)
    {
        var order = Confirmed(books);
        (order.Cancelled, order.WasConfirmed, order.Listed) = (1, true, "Cancelled");
        order.Gone = Units.None;
        (order.Refunds, order.Refunded, order.Charged) = (1, 20, 0);
        return order;
    }

    static OrderAccount Rejected(Books books)
    {
        var order = books.Of(NewId());
        (order.Placed, order.Rejected, order.Listed) = (1, 1, "Rejected");
        (order.Total, order.Currency, order.Ordered) = (20, "EUR", Two);
        return order;
    }

    static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    static string Told(Account account) =>
        string.Join('\n', account.Checks.SelectMany(check => check.Violations.Select(violation => $"{check.Name}: {violation}")));
}
