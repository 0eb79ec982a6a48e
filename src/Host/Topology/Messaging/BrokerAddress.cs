using System.Globalization;

namespace Modular.Host.Topology;

/// <summary>Where the broker of a transport is. No user and no password: it is for messages to people.</summary>
/// <param name="Kind">Such as <c>RabbitMQ</c>.</param>
/// <param name="Setting">Where another can be set.</param>
/// <param name="Servers">One of them is enough.</param>
sealed record BrokerAddress(string Kind, string Setting, IReadOnlyList<(string Host, int Port)> Servers)
{
    const int KafkaPort = 9092;
    const int RabbitMqPort = 5672;
    const int RabbitMqTlsPort = 5671;

    // A cluster that librdkafka makes in the process itself, for tests.
    const string MockCluster = "test.mock.num.brokers";

    /// <returns>Null where no broker carries the messages.</returns>
    /// <exception cref="TopologyException">It cannot be understood.</exception>
    public static BrokerAddress? Of(Transport? transport, IConfiguration configuration) => transport switch
    {
        Transport.RabbitMq => OfRabbitMq(RabbitMqMessaging.AddressIn(configuration)),
        Transport.Kafka => OfKafka(KafkaOptions.From(configuration)),
        _ => null,
    };

    static BrokerAddress OfRabbitMq(Uri uri) => new(
        "RabbitMQ", $"ConnectionStrings:{RabbitMqMessaging.Setting}",
        [(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : uri.Scheme == "amqps" ? RabbitMqTlsPort : RabbitMqPort)]);

    static BrokerAddress? OfKafka(KafkaOptions kafka) => kafka.Client.ContainsKey(MockCluster) ? null : new(
        "Kafka", "ConnectionStrings:Kafka", [.. kafka.Client.GetValueOrDefault("bootstrap.servers", kafka.Servers).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(KafkaServer)]);

    // As librdkafka reads it: host, host:port, [::1]:port, PLAINTEXT://host:port.
    static (string Host, int Port) KafkaServer(string text)
    {
        var server = text[(text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + "://".Length : 0)..];
        var colon = server.LastIndexOf(':');
        return colon > server.IndexOf(']', StringComparison.Ordinal) && int.TryParse(server[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (server[..colon].Trim('[', ']'), port)
            : (server.Trim('[', ']'), KafkaPort);
    }
}
