namespace Modular.Host.Topology;

/// <summary>How queues in PostgreSQL are read: section <c>Topology:PostgresqlQueues</c>.</summary>
sealed record PostgresqlQueueOptions
{
    public const string Section = "Topology:PostgresqlQueues";

    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <value>
    /// How often each queue is looked into. Default 15 ms; 5 ms to 10 s, or 0: the receiver is woken by NOTIFY. That answers a single order
    /// sooner and leaves an idle machine alone, but is one more transaction a message: under load a sixth of all processor time
    /// (docs/adr/0017-queues-are-polled.md).
    /// </value>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>Whether the sender wakes the receiver.</summary>
    public bool IsNotified => PollingInterval == TimeSpan.Zero;

    /// <exception cref="TopologyException">The interval is out of its range.</exception>
    public static PostgresqlQueueOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<PostgresqlQueueOptions>() ?? new();
        return options.IsNotified || (options.PollingInterval >= Shortest && options.PollingInterval <= Longest)
            ? options
            : throw new TopologyException($"{Section}:PollingInterval must be between {Shortest} and {Longest}, or 0 for NOTIFY, not {options.PollingInterval}.");
    }
}
