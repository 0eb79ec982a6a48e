namespace Modular.Host.Topology.Queues;

/// <summary>How queues in PostgreSQL are filled and read: section <c>Topology:PostgresqlQueues</c>.</summary>
sealed record QueueOptions
{
    public const string Section = "Topology:PostgresqlQueues";

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan ShortestPolling = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan LongestPolling = TimeSpan.FromSeconds(10);

    /// <value>
    /// The shortest time from one batch to the next, of a sender and of a receiver. The first message after a quiet moment waits for
    /// nothing; under load a longer pause makes larger batches, and fewer transactions. Default 10 ms; 0 to 1 s.
    /// </value>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <value>
    /// How often a queue is looked into when nobody has said that there is something. Default 1 s; 5 ms to 10 s. Short (15 ms) where
    /// <c>NOTIFY</c> does not come through, as behind a pool of connections by transaction.
    /// </value>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="TopologyException">A setting is out of its range.</exception>
    public static QueueOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<QueueOptions>() ?? new();
        if (options.Pause < TimeSpan.Zero || options.Pause > LongestPause)
            throw new TopologyException($"{Section}:Pause must be between 0 and {LongestPause}, not {options.Pause}.");
        if (options.PollingInterval < ShortestPolling || options.PollingInterval > LongestPolling)
            throw new TopologyException($"{Section}:PollingInterval must be between {ShortestPolling} and {LongestPolling}, not {options.PollingInterval}.");
        return options;
    }
}
