using Modular.Kernel;
using Wolverine;

namespace Modular.Host.Topology;

/// <summary>
/// Messages between modules that share one database: durable queues of this process. A message is stored by the transaction that
/// sends it, and marked as handled by the one that handles it, in the same table.
/// </summary>
static class LocalMessaging
{
    /// <summary>How many messages of one module are handled at once.</summary>
    public const int MaxParallel = 16;

    public static void UseLocalMessaging(this WolverineOptions options, IEnumerable<IModule> modules)
    {
        foreach (var module in modules)
            options.QueueLocally(module, module.Accepts);
    }

    /// <summary>Keeps these messages of a module in its local queue.</summary>
    public static void QueueLocally(this WolverineOptions options, IModule module, IEnumerable<Type> messages)
    {
        options.LocalQueue(module.Name).UseDurableInbox().MaximumParallelMessages(MaxParallel);
        foreach (var message in messages)
            options.PublishMessage(message).ToLocalQueue(module.Name);
    }
}
