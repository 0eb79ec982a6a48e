using Modular.Gateway.Registry.Saving;

namespace Modular.Gateway.Registry.State;

/// <summary>All that the registry knows, in memory, under one lock.</summary>
sealed class RegistryState
{
    public RegistryState(TimeProvider time, IProbes probes, ILogger<CheckBook> logger)
    {
        Node = new RegistryNode(Guid.CreateVersion7(time.GetUtcNow()).ToString());
        Catalogue = new Catalogue(Index);
        Checks = new CheckBook(Index, Catalogue, time, probes, logger);
        Keys = new KeyStore(Index, time);
        Sessions = new SessionStore(Index, Keys, Node, time);
    }

    public RegistryIndex Index { get; } = new();

    public RegistryNode Node { get; }

    public Catalogue Catalogue { get; }

    public CheckBook Checks { get; }

    public KeyStore Keys { get; }

    public SessionStore Sessions { get; }

    public Lock Gate => Index.Gate;

    /// <summary>The keys that outlive this process: not those that their session takes with it.</summary>
    public IReadOnlyList<KeyView> KeysToKeep() => Keys.Except(Sessions.DeletesKeys);

    /// <summary>Goes on with the keys of an earlier life. Its sessions are gone, and with them their locks.</summary>
    public void Restore(SavedKeys saved)
    {
        Index.StartAt(saved.Index);
        Keys.Restore(saved.Keys);
    }

    /// <summary>The checks that count for a service: its node's and its own.</summary>
    public IEnumerable<CheckView> ChecksFor(ServiceEntry service) =>
        [Node.Alive, .. Checks.OfNode.Values.Concat(service.Checks.Values).Select(check => check.View(Node.Name))];

    /// <summary>All checks, the node's first.</summary>
    public IEnumerable<CheckView> AllChecks() => [Node.Alive, .. Checks.All.Select(check => check.View(Node.Name))];
}
