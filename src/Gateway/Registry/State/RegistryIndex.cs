namespace Modular.Gateway.Registry.State;

/// <summary>The number that goes up with each change, and the one lock under which everything of the registry is read and changed.</summary>
sealed class RegistryIndex
{
    public Lock Gate { get; } = new();

    /// <value>That of the last change. 1 before the first: a client may wait for what is newer than 1, but not than 0.</value>
    public ulong Current { get; private set; } = 1;

    public ulong Next() => ++Current;
}
