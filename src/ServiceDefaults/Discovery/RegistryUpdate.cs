namespace Modular.ServiceDefaults.Discovery;

/// <summary>What a registry has to tell.</summary>
/// <param name="Registry">The name of the registry that tells it.</param>
public abstract record RegistryUpdate(string Registry)
{
    /// <summary>
    /// All instances of one service that pass their checks, empty when none does; the whole list each time, in order of their ids, and
    /// only when it differs from the last.
    /// </summary>
    public sealed record Service(string Registry, string Name, IReadOnlyList<ServiceInstance> Instances) : RegistryUpdate(Registry);

    /// <summary>The registry does not answer. What it told before still stands.</summary>
    public sealed record Lost(string Registry, string Reason) : RegistryUpdate(Registry);

    /// <summary>The registry answers again, and what changed meanwhile follows; or it answers for the first time, and has no service.</summary>
    public sealed record Found(string Registry) : RegistryUpdate(Registry);
}
