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
        var parts = service.Parts;
        if (instance.Streaks.Count(outcome, parts.Health.ConsecutiveFailures, parts.Outliers) is { } why)
            Eject(instance, why);
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
            var (ejected, healthy) = (instances.Count(other => other.Life.Tripped), instances.Count(other => other.Life.IsAvailable));
            if (!parts.Outliers.Allows(ejected, instances.Length))
                Withhold(instance, $"{why}; but {ejected} of {instances.Length} instances are out, and no more may be");
            else if (!parts.Outliers.Watches(healthy, instances.Length))
                Withhold(instance, $"{why}; but only {healthy} of {instances.Length} instances are healthy");
            else
                PutOut(instance, why);
        }
    }

    void PutOut(Destination instance, string why)
    {
        service.Figures.Eject();
        service.Change(instance, life => life.Trip(service.Parts.Time.GetUtcNow(), why));
    }

    void Withhold(Destination instance, string why)
    {
        service.Figures.WithholdEjection();
        service.Parts.Decisions.Record("ejection-withheld", service.Name, instance.Id, why);
    }
}
