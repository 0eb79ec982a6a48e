namespace Modular.Host.Commands.Ledger;

/// <summary>What must be true of everything together.</summary>
static class SumRules
{
    // How the list of orders spells the parts of the equation.
    static readonly string[] Statuses = ["Confirmed", "Rejected", "Cancelled", "Placed"];

    public static Check Orders(Account account, Books books)
    {
        var listed = books.Orders.Where(order => order.Listed is not null).CountBy(order => order.Listed!).ToDictionary(StringComparer.Ordinal);
        var parts = Statuses.Select(status => listed.GetValueOrDefault(status)).ToList();
        var check = new Check("accepted = confirmed + rejected + cancelled + in flight");
        check.Judge(
            "orders", name => name, account.Accepted == parts.Sum() ? null : $"{account.Accepted} were accepted, {string.Join(" + ", parts)} are listed");
        return check;
    }

    /// <summary>Between a capture and its order's confirmation the sums differ: a difference counts once nothing is under way.</summary>
    public static Check Money(Account account) =>
        new Rule<MoneyAccount>("captured - refunded = totals of confirmed orders", sum =>
                IsEven(sum) ? null : $"{sum.Captured} - {sum.Refunded} is not {sum.Confirmed}")
            .Run(account.Money, sum => sum.Currency, isOpen: sum => account.Open > 0 && !IsEven(sum));

    public static Check Letters(Books books) =>
        new Rule<DeadLetter>("no message was given up", letter => $"{letter.MessageType}: {letter.Failure}")
            .Run(books.DeadLetters, letter => letter.OrderId is { } id ? $"order {id}" : "message", isOpen: _ => false);

    static bool IsEven(MoneyAccount sum) => sum.Captured - sum.Refunded == sum.Confirmed;
}
