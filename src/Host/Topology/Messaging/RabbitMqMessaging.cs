using Wolverine;
using Wolverine.RabbitMQ;

namespace Modular.Host.Topology;

/// <summary>
/// Messages between modules by way of a RabbitMQ queue for each. A message waits in the sender's outbox until the broker has confirmed
/// it, and in the receiving module's inbox, in its own database, until it is handled.
/// </summary>
static class RabbitMqMessaging
{
    /// <summary>The setting of the broker's address.</summary>
    public const string Setting = "RabbitMq";

    const string DefaultAddress = "amqp://guest:guest@localhost:5672";
    const int BatchSize = 100;

    /// <exception cref="TopologyException">It is no address of a broker.</exception>
    public static Uri AddressIn(IConfiguration configuration)
    {
        var address = configuration.GetConnectionString(Setting) ?? DefaultAddress;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("amqp" or "amqps")
            ? uri
            : throw new TopologyException($"'{address}' is not the address of a RabbitMQ broker. Set ConnectionStrings:{Setting} to amqp://user:password@host:5672.");
    }

    public static void UseRabbitMqMessaging(this WolverineOptions options, TopologyOptions topology, Uri uri)
    {
        // What cannot be handled goes into the dead letter store in the module's database, as with every other transport.
        options.UseRabbitMq(uri).AutoProvision().DisableDeadLetterQueueing();
        options.RouteByModule(
            topology,
            listen: module => options.ListenToRabbitQueue(QueueOf(module.Name))
                .UseDurableInbox()
                .PreFetchCount(BatchSize)
                .MaximumMessagesToReceive(BatchSize)
                .MaximumParallelMessages(LocalMessaging.MaxParallel),
            send: (message, module) => options.PublishMessage(message).ToRabbitQueue(QueueOf(module.Name)).UseDurableOutbox());
    }

    static string QueueOf(string module) => $"modular.{module}";
}
