using Wolverine;

namespace Modular.Host.Topology;

/// <summary>How this process keeps inbox and outbox (docs/adr/0008-solo-node.md).</summary>
static class DurabilityConventions
{
    public static void UseDurabilityConventions(this WolverineOptions options, TopologyOptions topology)
    {
        var durability = options.Durability;
        durability.MessageIdentity = MessageIdentity.IdAndDestination;
        if (topology.Elsewhere.Count == 0)
            durability.BeAlone();
        else
            durability.BeOneOfSeveral();

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

    // A solo node claims all messages when it starts, in one statement over the whole inbox. Nothing else may touch the inbox
    // meanwhile (it deadlocks), and what is handled should not make it long: only a broker needs to be recognised by it.
    static void BeAlone(this DurabilitySettings durability)
    {
        durability.Mode = DurabilityMode.Solo;
        durability.ScheduledJobFirstExecution = TimeSpan.FromSeconds(5);
    }

    // Nodes watch each other. One that was killed is found, and its messages are handed to its neighbours or to its successor, after at
    // most StaleNodeTimeout + HealthCheckPollingTime + OrphanedMessageSweepPollingTime: 8 s, well within the time of an order.
    static void BeOneOfSeveral(this DurabilitySettings durability)
    {
        durability.Mode = DurabilityMode.Balanced;
        durability.FirstHealthCheckExecution = TimeSpan.FromSeconds(1);
        durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        durability.StaleNodeTimeout = TimeSpan.FromSeconds(6);
        durability.NodeReassignmentPollingTime = TimeSpan.FromSeconds(1);
        durability.OrphanedMessageSweepPollingTime = TimeSpan.FromSeconds(1);
        durability.ScheduledJobFirstExecution = TimeSpan.FromSeconds(1);
    }
}
