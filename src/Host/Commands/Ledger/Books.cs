namespace Modular.Host.Commands.Ledger;

/// <summary>Everything that was read. Fills up as one module after the other is.</summary>
sealed class Books
{
    readonly Dictionary<Guid, OrderAccount> _orders = [];

    public IReadOnlyCollection<OrderAccount> Orders => _orders.Values;

    public IReadOnlyList<SkuAccount> Skus { get; set; } = [];

    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Messages that nobody has handled yet; timers are not counted.</summary>
    public int Messages { get; set; }

    public OrderAccount Of(Guid orderId)
    {
        if (!_orders.TryGetValue(orderId, out var account))
            _orders[orderId] = account = new OrderAccount(orderId);
        return account;
    }
}

/// <summary>A message that was given up.</summary>
/// <param name="OrderId">The order it was about, if any.</param>
sealed record DeadLetter(string MessageType, Guid? OrderId, string Failure);
