using Confluent.Kafka;

namespace Modular.Brokers;

/// <summary>
/// The Kafka cluster of <c>KAFKA_BOOTSTRAP_SERVERS</c>, or the mock cluster that librdkafka brings: real sockets, no disk. It cannot be
/// asked to make topics, but makes those that something is sent to.
/// </summary>
sealed class KafkaCluster : IDisposable
{
    static readonly string[] Topics = ["modular.order", "modular.inventory", "modular.payment"];

    readonly IProducer<string, byte[]>? _mock;

    public KafkaCluster()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS") is { Length: > 0 } real)
        {
            (Servers, IsReal) = (real, true);
            return;
        }

        var configuration = new ProducerConfig { BootstrapServers = "ignored" };
        configuration.Set("test.mock.num.brokers", "1");
        _mock = new ProducerBuilder<string, byte[]>(configuration).Build();
        using var admin = new DependentAdminClientBuilder(_mock.Handle).Build();
        Servers = string.Join(',', admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
        foreach (var topic in Topics)
            admin.GetMetadata(topic, TimeSpan.FromSeconds(10));
    }

    public string Servers { get; }

    public bool IsReal { get; }

    public void Dispose() => _mock?.Dispose();
}
