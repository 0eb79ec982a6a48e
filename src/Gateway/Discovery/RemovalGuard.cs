using Modular.Gateway.Instances;

namespace Modular.Gateway.Discovery;

/// <summary>
/// Holds back what looks like a broken registry: the removal of most instances of a service at once. It comes true after a while, or as
/// soon as a health check of the instance agrees.
/// </summary>
sealed class RemovalGuard(Service service, DiscoveryOptions options)
{
    readonly Dictionary<Destination, ITimer> _held = [];

    public bool IsHeld(Destination instance)
    {
        lock (_held)
            return _held.ContainsKey(instance);
    }

    /// <summary>Takes out instances that the registry does not have any more, now or later.</summary>
    /// <param name="missing">Those that it does not have.</param>
    /// <param name="registered">How many it had, the missing ones included.</param>
    public void Remove(IReadOnlyCollection<Destination> missing, int registered)
    {
        if (missing.Count <= options.GuardedRemovalShare * registered || options.HoldRemovalFor == TimeSpan.Zero)
        {
            foreach (var instance in missing)
                Release(instance, "deregistered");
            return;
        }

        foreach (var instance in missing)
        {
            if (instance.Life.Health == InstanceHealth.Unhealthy)
                Release(instance, "deregistered, and unhealthy");
            else
                Hold(instance, missing.Count, registered);
        }
    }

    /// <summary>The registry has it after all.</summary>
    public void Keep(Destination instance)
    {
        if (Unhold(instance))
            service.Parts.Decisions.Record("removal-cancelled", service.Name, instance.Id, "the registry has it again");
    }

    /// <summary>A health check has failed: of an instance that is held, that settles it.</summary>
    public void CheckFailed(Destination instance)
    {
        if (IsHeld(instance))
            Release(instance, "deregistered, and a health check agrees");
    }

    void Hold(Destination instance, int missing, int registered)
    {
        lock (_held)
        {
            if (_held.ContainsKey(instance))
                return;
            _held[instance] = service.Parts.Time.CreateTimer(
                _ => Release(instance, $"deregistered {options.HoldRemovalFor.TotalSeconds:0.###} s ago"), state: null, options.HoldRemovalFor, Timeout.InfiniteTimeSpan);
        }

        service.Parts.Decisions.Record(
            "removal-held", service.Name, instance.Id,
            $"the registry took out {missing} of {registered} instances at once; held for {options.HoldRemovalFor.TotalSeconds:0.###} s unless its health check fails");
        instance.CheckNow();
    }

    void Release(Destination instance, string why)
    {
        Unhold(instance);
        service.Change(instance, life => life.Deregister(service.Parts.Time.GetUtcNow(), why));
    }

    bool Unhold(Destination instance)
    {
        lock (_held)
        {
            if (!_held.Remove(instance, out var timer))
                return false;
            timer.Dispose();
            return true;
        }
    }
}
