using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Wolverine;
using Wolverine.Configuration;
using Wolverine.Kafka;

namespace Modular.Host.Topology;

/// <summary>
/// Messages between modules by way of a Kafka topic for each, keyed by the order that they belong to: the messages of one order keep
/// their order. A message waits in the sender's outbox until the cluster has it, and in the receiving module's inbox until it is handled.
/// </summary>
static class KafkaMessaging
{
    /// <summary>Partitions of a topic that is made here: as many instances of a service can work at once.</summary>
    const int Partitions = 12;

    public static void UseKafkaMessaging(this WolverineOptions options, TopologyOptions topology, KafkaOptions kafka)
    {
        var transport = options.UseKafka(kafka.Servers)
            .ConfigureClient(client => Apply(kafka.Client, client))
            .ConfigureConsumers(consumer => Apply(kafka.Consumer, consumer))
            .ConfigureProducers(producer =>
            {
                producer.Acks = Acks.All;
                producer.EnableIdempotence = true;
                // They come gathered already.
                producer.LingerMs = 0;
            });
        if (kafka.MakeTopics)
            transport.AutoProvision();

        options.RouteByModule(
            topology,
            listen: module => options.ListenToKafkaTopic(TopicOf(module.Name))
                .Specification(Divide)
                .ExtendConsumerConfiguration(consumer => consumer.GroupId = $"modular.{module.Name}")
                .BeginAtEarliest()
                .DisableNativeDeadLetterQueue()
                .ProcessConcurrentlyByKey(PartitionSlots.Five)
                .UseDurableInbox(),
            send: (message, module) => options.PublishMessage(message).ToKafkaTopic(TopicOf(module.Name))
                // Whoever starts first makes the topic.
                .Specification(Divide)
                .MessageBatchTimeout(kafka.Gathering)
                .CustomizeOutgoing(envelope => envelope.PartitionKey ??= MessageKey.Of(envelope.Message))
                .UseDurableOutbox());
    }

    static void Divide(TopicSpecification topic) => topic.NumPartitions = Partitions;

    static void Apply(IReadOnlyDictionary<string, string> settings, ClientConfig client)
    {
        foreach (var (name, value) in settings)
            client.Set(name, value);
    }

    static string TopicOf(string module) => $"modular.{module}";
}
