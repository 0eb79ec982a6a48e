namespace Modular.Host.Topology;

/// <summary>How the Kafka cluster is reached: section <c>Kafka</c>, with the servers in <c>ConnectionStrings:Kafka</c>.</summary>
sealed record KafkaOptions
{
    /// <value>Between commas. Default <c>localhost:9092</c>.</value>
    public string Servers { get; init; } = "localhost:9092";

    /// <value>Whether topics are made where they are missing. Default true; false where only an administrator may.</value>
    public bool MakeTopics { get; init; } = true;

    /// <value>
    /// How long a message waits in its outbox for others to go with. An order is four messages one after another, so that it takes four times this
    /// at least; but less is a transaction and a request to the cluster for each message. Default 40 ms; 1 ms to 10 s.
    /// </value>
    public TimeSpan Gathering { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <value>
    /// Settings of librdkafka by their own names, for producers and consumers alike: <c>security.protocol</c>, <c>sasl.username</c>. An
    /// underscore stands for a dot where a dot cannot be written, as in an environment variable. Default: none.
    /// </value>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <value>The same for consumers only: <c>fetch.wait.max.ms</c>. Default: none.</value>
    public IReadOnlyDictionary<string, string> Consumer { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="TopologyException">A value is out of its range.</exception>
    public static KafkaOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Kafka");
        var defaults = new KafkaOptions();
        var gathering = section.GetValue(nameof(Gathering), defaults.Gathering);
        if (gathering < TimeSpan.FromMilliseconds(1) || gathering > TimeSpan.FromSeconds(10))
            throw new TopologyException($"Kafka:Gathering must be between 00:00:00.001 and 00:00:10, not {gathering}.");
        return new()
        {
            Servers = configuration.GetConnectionString("Kafka") ?? defaults.Servers,
            MakeTopics = section.GetValue(nameof(MakeTopics), defaults.MakeTopics),
            Gathering = gathering,
            Client = Settings(section.GetSection(nameof(Client))),
            Consumer = Settings(section.GetSection(nameof(Consumer))),
        };
    }

    static Dictionary<string, string> Settings(IConfiguration section) => section.GetChildren()
        .ToDictionary(setting => setting.Key.Replace('_', '.'), setting => setting.Value ?? "", StringComparer.Ordinal);
}
