namespace Modular.ServiceDefaults.Discovery;

/// <summary>Where a process makes itself known.</summary>
public interface IServiceRegistrar
{
    /// <summary>Registers an instance with a time-to-live check; once more changes nothing but what differs.</summary>
    /// <param name="timeToLive">How long it stays passing without <see cref="RenewAsync"/>.</param>
    Task RegisterAsync(ServiceInstance instance, TimeSpan timeToLive, CancellationToken cancellation);

    /// <summary>Says that the instance lives, and whether it passes.</summary>
    /// <returns>False when the registry does not know the instance (any more): register it again.</returns>
    Task<bool> RenewAsync(string instanceId, bool passing, string note, CancellationToken cancellation);

    /// <summary>Takes the instance out. One that is not there is no error.</summary>
    Task DeregisterAsync(string instanceId, CancellationToken cancellation);
}
