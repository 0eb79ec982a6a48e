using Modular.Brokers;

namespace Modular.Benchmarks.Split;

/// <summary>What carries messages between processes, with the broker that it needs: one that is named, or one of this run's own.</summary>
sealed class Transport : IAsyncDisposable
{
    // A real cluster answers a waiting consumer as soon as there is something; the mock lets it wait to the end.
    static readonly KeyValuePair<string, string>[] PromptMock = [new("Kafka:Consumer:fetch_wait_max_ms", "50")];

    readonly IAsyncDisposable? _broker;

    Transport(string name, string note, IReadOnlyList<KeyValuePair<string, string>> settings, IAsyncDisposable? broker = null) =>
        (Name, Note, Settings, _broker) = (name, note, settings, broker);

    public string Name { get; }

    /// <summary>What the figure says nothing about; for the report.</summary>
    public string Note { get; }

    /// <summary>What the processes must be told.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <exception cref="BenchmarkException">There is no such transport, or its broker is not installed.</exception>
    public static async Task<Transport> StartAsync(string name, CancellationToken cancellation) => name switch
    {
        "postgresql" => new(name, "", []),
        "rabbitmq" => await RabbitMqAsync(name, cancellation),
        "kafka" => Kafka(name),
        _ => throw new BenchmarkException($"There is no transport '{name}'. There are: postgresql, rabbitmq, kafka."),
    };

    public ValueTask DisposeAsync() => _broker?.DisposeAsync() ?? ValueTask.CompletedTask;

    static async Task<Transport> RabbitMqAsync(string name, CancellationToken cancellation)
    {
        if (!RabbitMqNode.IsInstalled)
            throw new BenchmarkException("RabbitMQ is not installed (apt install rabbitmq-server): leave it out with --transports.");
        var node = new RabbitMqNode();
        await node.StartAsync(cancellation);
        return new(name, "", [new("ConnectionStrings:RabbitMq", node.Address)], node);
    }

    static Transport Kafka(string name)
    {
        var cluster = new KafkaCluster();
        return new(
            name,
            cluster.IsReal ? "" : "librdkafka's mock cluster, in memory; set KAFKA_BOOTSTRAP_SERVERS for a real one",
            [new("ConnectionStrings:Kafka", cluster.Servers), new("Kafka:MakeTopics", $"{cluster.IsReal}"), .. cluster.IsReal ? [] : PromptMock],
            new Disposing(cluster));
    }

    sealed class Disposing(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
