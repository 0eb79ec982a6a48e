namespace Modular.Host.Commands.Ledger;

/// <summary>The books, summed up and judged.</summary>
sealed class Account
{
    readonly Dictionary<OrderOutcome, int> _outcomes;

    public Account(Books books)
    {
        Skus = books.Skus;
        Messages = books.Messages;
        DeadLetters = books.DeadLetters.Count;
        Accepted = books.Orders.Sum(order => order.Placed);
        _outcomes = books.Orders.Where(order => order.Placed > 0).CountBy(order => order.Outcome).ToDictionary();
        Open = books.Orders.Count(order => !order.IsSettled);
        Money = MoneyAccount.Of(books.Orders);
        Checks =
        [
            SumRules.Orders(this, books),
            SumRules.Money(this),
            .. StockRules.Always.Select(rule => rule.Run(Skus, sku => sku.Sku, isOpen: _ => false)),
            .. OrderRules.Always.Select(rule => rule.Run(books.Orders, NameOf, isOpen: order => order.IsRecent)),
            .. OrderRules.Settled.Select(rule => rule.Run(books.Orders, NameOf, isOpen: order => !order.IsSettled)),
            SumRules.Letters(books),
        ];
    }

    /// <summary>Orders that were placed, by their events.</summary>
    public int Accepted { get; }

    public int Confirmed => _outcomes.GetValueOrDefault(OrderOutcome.Confirmed);

    public int Rejected => _outcomes.GetValueOrDefault(OrderOutcome.Rejected);

    public int Cancelled => _outcomes.GetValueOrDefault(OrderOutcome.Cancelled);

    public int InFlight => _outcomes.GetValueOrDefault(OrderOutcome.InFlight);

    /// <summary>Orders for which something is under way: those in flight, and those with a message that nobody has handled yet.</summary>
    public int Open { get; }

    /// <inheritdoc cref="Books.Messages"/>
    public int Messages { get; }

    public int DeadLetters { get; }

    public IReadOnlyList<SkuAccount> Skus { get; }

    public IReadOnlyList<MoneyAccount> Money { get; }

    public IReadOnlyList<Check> Checks { get; }

    public bool Holds => Checks.All(check => check.Broken == 0);

    /// <summary>Nothing is under way, and so everything was judged.</summary>
    public bool IsSettled => Open == 0 && Messages == 0;

    static string NameOf(OrderAccount order) => $"order {order.OrderId}";
}
