using Modular.Host.Topology.Queues;
using Npgsql;
using Wolverine;

namespace Modular.Host.Topology;

/// <summary>
/// Messages between modules by way of a queue for each, in the shared database. A message waits in the sender's outbox until it is in
/// the queue, and in the receiving module's inbox, in its own database, until it is handled.
/// </summary>
/// <remarks>
/// Not through local queues, even in one process, when databases differ. There a message is stored in the sender's database and marked
/// as handled in the receiver's: it would stay open for ever, and come again at each start (docs/adr/0003-one-envelope-schema.md).
/// </remarks>
static class PostgresqlMessaging
{
    public static void UsePostgresqlMessaging(this WolverineOptions options, TopologyOptions topology, NpgsqlDataSource database, QueueOptions queues)
    {
        options.Transports.Add(new QueueTransport(database, queues) { AutoProvision = true });
        options.RouteByModule(
            topology,
            listen: module => options.ListenForMessagesFrom(QueueTransport.UriOf(module.Name))
                .UseDurableInbox()
                .MaximumParallelMessages(LocalMessaging.MaxParallel),
            send: (message, module) => options.Publish(publish => publish.Message(message).To(QueueTransport.UriOf(module.Name)).UseDurableOutbox()));
    }
}
