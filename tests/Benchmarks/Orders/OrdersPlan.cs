using Modular.Benchmarks.CommandLine;

namespace Modular.Benchmarks.Orders;

/// <summary>The options of <c>orders</c>, and what follows from them.</summary>
sealed class OrdersPlan(Arguments arguments)
{
    // The host looks for due timeouts every few seconds.
    static readonly TimeSpan PollMargin = TimeSpan.FromSeconds(6);
    static readonly TimeSpan DrainMargin = TimeSpan.FromSeconds(30);

    readonly TimeSpan _timeout = arguments.Seconds("order-timeout");

    public int Rounds { get; } = arguments.Number("rounds");

    public TimeSpan Window { get; } = arguments.Seconds("seconds");

    public TimeSpan WarmUp { get; } = arguments.Seconds("warmup");

    public TimeSpan Try { get; } = arguments.Seconds("try-seconds");

    public IReadOnlyList<int> Clients { get; } = arguments.Numbers("clients");

    public IReadOnlyList<int> PgbenchClients { get; } = arguments.Numbers("pgbench-clients");

    public string ConnectionOptions { get; } = arguments["connection"];

    /// <summary>Zero for no profile.</summary>
    public TimeSpan Profile { get; } = arguments.Seconds("profile", least: 0);

    /// <summary>Before a window: long enough for the timeouts of the first orders to come due and be handled.</summary>
    public TimeSpan LeadIn => _timeout + PollMargin;

    /// <summary>After a window: long enough for its last timeouts.</summary>
    public TimeSpan DrainWithin => _timeout + DrainMargin;

    public IEnumerable<KeyValuePair<string, string>> HostSettings => [KeyValuePair.Create("Modules:Order:Fulfilment:Timeout", $"{_timeout:c}")];
}
