namespace Modular.ServiceDefaults.Discovery;

/// <summary>Where instances are found. One implementation a kind of registry; who follows several puts them together.</summary>
public interface IServiceRegistry
{
    /// <summary>A name for logs and for the operator, such as <c>consul http://10.0.0.5:8500</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Tells what is there, then each change of it, until cancelled. A registry that is gone does not end it: it says so once
    /// (<see cref="RegistryUpdate.Lost"/>), keeps trying, and says when it is back (<see cref="RegistryUpdate.Found"/>). One that has no service
    /// at first says that it is there.
    /// </summary>
    IAsyncEnumerable<RegistryUpdate> FollowAsync(CancellationToken cancellation);
}
