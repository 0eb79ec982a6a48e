using Modular.Kernel;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Postgresql.Transport;

namespace Modular.Host.Topology;

/// <summary>
/// Messages between modules by way of a queue for each, in the shared database. A message waits in the sender's outbox until it is in
/// the queue, and in the receiving service's inbox until it is handled.
/// </summary>
/// <remarks>
/// Not through local queues, even in one process, when databases differ. There a message is stored in the sender's database and marked
/// as handled in the receiver's: it would stay open for ever, and come again at each start (docs/adr/0003-one-envelope-schema.md).
/// </remarks>
static class PostgresqlMessaging
{
    // Where NOTIFY wakes the receiver, this finds what came while the database was away, and retries that have become due.
    static readonly TimeSpan PollingBesideNotify = TimeSpan.FromSeconds(1);

    const int BatchSize = 100;

    public static void UsePostgresqlMessaging(this WolverineOptions options, TopologyOptions topology, PostgresqlQueueOptions queues)
    {
        var transport = options.Transports.GetOrCreate<PostgresqlTransport>();
        transport.TransportSchemaName = ModuleStoreConventions.EnvelopeSchema;
        transport.EnableQueueNotifications = queues.IsNotified;

        options.RouteByModule(
            topology,
            listen: module => options.ListenToPostgresqlQueue(module.Name)
                .UseDurableInbox()
                .MaximumParallelMessages(LocalMessaging.MaxParallel)
                .MaximumMessagesToReceive(BatchSize)
                .PollingInterval(queues.IsNotified ? PollingBesideNotify : queues.PollingInterval),
            send: (message, module) => options.PublishMessage(message).ToPostgresqlQueue(module.Name).UseDurableOutbox());
    }
}
