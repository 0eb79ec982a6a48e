using Microsoft.Extensions.Configuration;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Topology;

public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData(Transport.RabbitMq, null, "localhost:5672")]
    [InlineData(Transport.RabbitMq, "amqp://user:secret@mq.example/shop", "mq.example:5672")]
    [InlineData(Transport.RabbitMq, "amqps://mq.example", "mq.example:5671")]
    [InlineData(Transport.RabbitMq, "amqp://[::1]:5673", "::1:5673")]
    [InlineData(Transport.Kafka, null, "localhost:9092")]
    [InlineData(Transport.Kafka, "one, two:9093, SSL://three:9094, [::1]:9095, [::1]", "one:9092 two:9093 three:9094 ::1:9095 ::1:9092")]
    public void Servers_are_read_as_the_clients_read_them(object transport, string? setting, string servers) => Assert.Equal(
        servers, string.Join(' ', Of((Transport)transport, ($"ConnectionStrings:{transport}", setting))!.Servers.Select(server => $"{server.Host}:{server.Port}")));

    [Theory]
    [InlineData(null)]
    [InlineData(Transport.Local)]
    [InlineData(Transport.Postgresql)]
    public void Other_transports_have_no_broker(object? transport) => Assert.Null(Of((Transport?)transport));

    [Fact]
    public void A_cluster_that_librdkafka_makes_itself_is_not_looked_for() => Assert.Null(Of(Transport.Kafka, ("Kafka:Client:test.mock.num.brokers", "1")));

    [Fact]
    public void Servers_may_be_named_in_the_words_of_librdkafka() =>
        Assert.Equal([("k.example", 9093)], Of(Transport.Kafka, ("Kafka:Client:bootstrap.servers", "k.example:9093"))!.Servers);

    [Fact]
    public void What_is_no_address_is_refused_by_the_name_of_its_setting() => Assert.Contains(
        "ConnectionStrings:RabbitMq", Assert.Throws<TopologyException>(() => Of(Transport.RabbitMq, ("ConnectionStrings:RabbitMq", "mq.example:5672"))).Message, StringComparison.Ordinal);

    static BrokerAddress? Of(Transport? transport, params (string Key, string? Value)[] settings) => BrokerAddress.Of(
        transport, new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build());
}
