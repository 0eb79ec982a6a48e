namespace Modular.Gateway.Registry.State;

/// <summary>The number that goes up with each change, and the one lock under which everything of the registry is read and changed.</summary>
sealed class RegistryIndex
{
    public Lock Gate { get; } = new();

    /// <value>That of the last change. 1 before the first: a client may wait for what is newer than 1, but not than 0.</value>
    public ulong Current { get; private set; } = 1;

    /// <value>What every answer's index is at least: who waited before a restart must not see it go backwards.</value>
    public ulong Floor { get; private set; } = 1;

    public ulong Next() => ++Current;

    /// <summary>Goes on from an earlier life, before the first change of this one.</summary>
    public void StartAt(ulong index) => (Current, Floor) = (index, index);
}
