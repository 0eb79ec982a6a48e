using Modular.Gateway.Forwarding;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Instances;

/// <summary>Outlier detection of a service: puts out instances whose requests fail, as long as not too many are out.</summary>
/// <param name="service">Whose instances.</param>
/// <param name="gate">The service's: who is out, and how many may be, is decided under one lock.</param>
sealed class Ejection(Service service, Lock gate)
{
    /// <summary>Takes the outcome of an attempt into account.</summary>
    public void Count(Destination instance, Outcome outcome)
    {
        var failures = instance.Count(outcome);
        if (failures > 0 && failures == service.Parts.Health.ConsecutiveFailures)
            Eject(instance, $"{failures} attempts in a row failed, the last with {outcome.Name()}");
        instance.Compare(outcome);
    }

    /// <summary>An interval is over: puts out whoever did much worse than the others, and forgives whoever behaved.</summary>
    public void Compare()
    {
        var instances = service.Instances;
        foreach (var (place, reason) in SuccessRates.Outliers([.. instances.Select(instance => instance.TakeTally())], service.Parts.Outliers))
            Eject(instances[place], reason);
        foreach (var instance in instances.Where(instance => instance.Life is { Ejections: > 0, Tripped: false }))
            service.Change(instance, life => life.Forgiven());
    }

    void Eject(Destination instance, string why)
    {
        lock (gate)
        {
            if (instance.Life is not { Health: InstanceHealth.Healthy, IsOpen: true })
                return;
            var (parts, instances) = (service.Parts, service.Instances);
            var ejected = instances.Count(other => other.Life.Tripped);
            if (parts.Outliers.Allows(ejected, instances.Length))
            {
                service.Figures.Eject();
                service.Change(instance, life => life.Trip(parts.Time.GetUtcNow(), why));
            }
            else
            {
                service.Figures.WithholdEjection();
                parts.Decisions.Record("ejection-withheld", service.Name, instance.Id, $"{why}; but {ejected} of {instances.Length} instances are out, and no more may be");
            }
        }
    }
}
