using Modular.Kernel;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Postgresql.Transport;

namespace Modular.Host.Topology;

/// <summary>
/// Messages between modules with databases of their own: a queue for each module, in the shared database. A message waits in the
/// sender's outbox until it is in the queue, and in the shared inbox until it is handled.
/// </summary>
/// <remarks>
/// Not through local queues. There a message is stored in the sender's database and marked as handled in the receiver's: it would
/// stay open for ever, and come again at each start (docs/adr/0003-one-envelope-schema.md).
/// </remarks>
static class PostgresqlMessaging
{
    // Queues are woken by NOTIFY; polling finds what came while the database was away, and retries that have become due.
    static readonly TimeSpan PollingInterval = TimeSpan.FromSeconds(1);

    const int BatchSize = 100;

    public static void UsePostgresqlMessaging(this WolverineOptions options, IEnumerable<IModule> modules)
    {
        var transport = options.Transports.GetOrCreate<PostgresqlTransport>();
        transport.TransportSchemaName = ModuleStoreConventions.EnvelopeSchema;
        transport.EnableQueueNotifications = true;

        foreach (var module in modules)
        {
            // What lives in the module itself, and not in its contracts, only the module sends.
            var own = module.Accepts.Where(message => message.Assembly == module.GetType().Assembly).ToList();
            options.QueueLocally(module, own);

            options.ListenToPostgresqlQueue(module.Name)
                .UseDurableInbox()
                .MaximumParallelMessages(LocalMessaging.MaxParallel)
                .MaximumMessagesToReceive(BatchSize)
                .PollingInterval(PollingInterval);
            foreach (var message in module.Accepts.Except(own))
                options.PublishMessage(message).ToPostgresqlQueue(module.Name).UseDurableOutbox();
        }
    }
}
