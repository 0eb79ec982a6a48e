using Wolverine;

namespace Modular.Host.Topology;

/// <summary>How this process keeps inbox and outbox (docs/adr/0008-solo-node.md).</summary>
static class DurabilityConventions
{
    public static void UseDurabilityConventions(this WolverineOptions options)
    {
        var durability = options.Durability;
        durability.Mode = DurabilityMode.Solo;
        durability.MessageIdentity = MessageIdentity.IdAndDestination;

        // A solo node claims all messages when it starts, in one statement over the whole inbox. Nothing else may touch the inbox
        // meanwhile (it deadlocks), and what is handled should not make it long: only a broker needs to be recognised by it.
        durability.ScheduledJobFirstExecution = TimeSpan.FromSeconds(5);
        durability.KeepAfterMessageHandling = TimeSpan.FromSeconds(15);
        durability.HandledMessageCleanupPollingTime = TimeSpan.FromSeconds(5);

        // After a crash or an outage thousands of messages are due at once: the defaults take 100 of them every 5 s.
        durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        durability.RecoveryBatchSize = 2_000;

        // Counting the inbox for the metrics reads all of it; a scrape sees it as it was at most this long ago.
        durability.UpdateMetricsPeriod = TimeSpan.FromSeconds(15);

        options.Policies.AutoApplyTransactions();
        options.Policies.UseDurableLocalQueues();
    }
}
