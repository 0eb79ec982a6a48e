namespace Modular.Host.Commands.Ledger;

/// <summary>What the books of all modules say about one order.</summary>
sealed record OrderAccount(Guid OrderId)
{
    /// <summary>How many of each of its events the order has.</summary>
    public int Placed { get; set; }

    public int Confirmed { get; set; }

    public int Rejected { get; set; }

    public int Cancelled { get; set; }

    /// <summary>What the cancellation says: goods and money had been exchanged.</summary>
    public bool WasConfirmed { get; set; }

    public Units Ordered { get; set; }

    public decimal Total { get; set; }

    public string? Currency { get; set; }

    /// <summary>The status in the list of orders; null when it is not listed.</summary>
    public string? Listed { get; set; }

    /// <summary>A saga lives that will end the order.</summary>
    public bool HasSaga { get; set; }

    /// <summary>What was ever reserved.</summary>
    public Units Reserved { get; set; }

    /// <summary>What is reserved now.</summary>
    public Units Held { get; set; }

    /// <summary>What has left the warehouse and not come back.</summary>
    public Units Gone { get; set; }

    public int Captures { get; set; }

    public int Refunds { get; set; }

    public decimal Captured { get; set; }

    public decimal Refunded { get; set; }

    /// <summary>What the provider's book says it keeps of the customer's money.</summary>
    public decimal Charged { get; set; }

    /// <summary>The currencies of payment and charge, which should be the order's; null when there are none.</summary>
    public string? PaidIn { get; set; }

    public string? ChargedIn { get; set; }

    /// <summary>Messages about the order that nobody has handled yet.</summary>
    public int Messages { get; set; }

    /// <summary>It changed while the books of several databases were read, or too shortly before: they show different moments.</summary>
    public bool IsRecent { get; set; }

    public decimal Paid => Captured - Refunded;

    public OrderOutcome Outcome =>
        Cancelled > 0 ? OrderOutcome.Cancelled
        : Rejected > 0 ? OrderOutcome.Rejected
        : Confirmed > 0 ? OrderOutcome.Confirmed
        : OrderOutcome.InFlight;

    /// <summary>Nothing is under way: what the books say now is what they will say.</summary>
    public bool IsSettled => (Placed == 0 || Outcome != OrderOutcome.InFlight) && Messages == 0 && !IsRecent;
}

enum OrderOutcome
{
    InFlight,
    Confirmed,
    Rejected,
    Cancelled,
}
