namespace Modular.Host.Topology;

/// <summary>How the Kafka cluster is reached: section <c>Kafka</c>, with the servers in <c>ConnectionStrings:Kafka</c>.</summary>
sealed record KafkaOptions
{
    /// <value>Between commas. Default <c>localhost:9092</c>.</value>
    public string Servers { get; init; } = "localhost:9092";

    /// <value>Whether topics are made where they are missing. Default true; false where only an administrator may.</value>
    public bool MakeTopics { get; init; } = true;

    /// <value>
    /// Settings of librdkafka by their own names, for producers and consumers alike: <c>security.protocol</c>, <c>sasl.username</c>. An
    /// underscore stands for a dot where a dot cannot be written, as in an environment variable. Default: none.
    /// </value>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <value>The same for consumers only: <c>fetch.wait.max.ms</c>. Default: none.</value>
    public IReadOnlyDictionary<string, string> Consumer { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static KafkaOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Kafka");
        var defaults = new KafkaOptions();
        return new()
        {
            Servers = configuration.GetConnectionString("Kafka") ?? defaults.Servers,
            MakeTopics = section.GetValue(nameof(MakeTopics), defaults.MakeTopics),
            Client = Settings(section.GetSection(nameof(Client))),
            Consumer = Settings(section.GetSection(nameof(Consumer))),
        };
    }

    static Dictionary<string, string> Settings(IConfiguration section) => section.GetChildren()
        .ToDictionary(setting => setting.Key.Replace('_', '.'), setting => setting.Value ?? "", StringComparer.Ordinal);
}
