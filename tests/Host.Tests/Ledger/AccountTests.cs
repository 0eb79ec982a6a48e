using Modular.Host.Commands.Ledger;

namespace Modular.Host.Tests.Ledger;

public sealed class AccountTests
{
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
        _ = Given.Confirmed(books);
        _ = Given.Cancelled(books);
        _ = Given.Rejected(books);

        var account = new Account(books);

        Assert.True(account.Holds, Told(account));
        Assert.Equal((3, 1, 1, 1, 0), (account.Accepted, account.Confirmed, account.Cancelled, account.Rejected, account.InFlight));
        Assert.Equal([new MoneyAccount("EUR", 40, 20, 20, 20)], account.Money);
    }

    [Fact]
    public void What_is_under_way_is_open_and_not_broken()
    {
        var books = new Books();
        var captured = Given.Confirmed(books);
        captured.Confirmed = 0;
        captured.Gone = Units.None;
        captured.Held = Given.Two;
        (captured.Listed, captured.HasSaga) = ("Placed", true);
        var cancelled = Given.Cancelled(books);
        (cancelled.Refunded, cancelled.Refunds, cancelled.Charged, cancelled.Gone, cancelled.Messages) = (0, 0, 20, Given.Two, 2);

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
        var order = books.Of(Given.NewId());
        (order.Captures, order.Captured, order.PaidIn, order.IsRecent) = (1, 20, "EUR", true);

        Assert.True(new Account(books).Holds);
    }

    [Fact]
    public void A_dead_letter_is_a_violation_with_its_order()
    {
        var books = new Books();
        var order = Given.NewId();
        books.DeadLetters.Add(new("inventory.commit-stock.v1", order, "Exception: no"));

        var check = Assert.Single(new Account(books).Checks, check => check.Broken > 0);

        Assert.Equal([new Violation($"order {order}", "inventory.commit-stock.v1: Exception: no")], check.Violations);
    }

    [Fact]
    public void Only_so_many_violations_are_told_and_all_are_counted()
    {
        var books = new Books();
        for (var i = 0; i < 150; i++)
            Given.Confirmed(books).Listed = null;

        var check = new Account(books).Checks.Single(check => check.Name == "the list of orders agrees with their events");

        Assert.Equal((150, Check.Told), (check.Broken, check.Violations.Count));
    }

    static string Told(Account account) =>
        string.Join('\n', account.Checks.SelectMany(check => check.Violations.Select(violation => $"{check.Name}: {violation}")));
}
