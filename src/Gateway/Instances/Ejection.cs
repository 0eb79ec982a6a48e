using System.Collections.Immutable;
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
        var treatment = instance.Treatment;
        if (instance.Streaks.Count(outcome, treatment.Health.ConsecutiveFailures, treatment.Outliers) is { } why)
            Eject(instance, why);
        instance.Compare(outcome);
    }

    /// <summary>An interval is over: puts out whoever did much worse than its neighbours, and forgives whoever behaved.</summary>
    public void Compare(string? group, OutlierOptions options)
    {
        var instances = Neighbours(group);
        foreach (var (place, reason) in SuccessRates.Outliers([.. instances.Select(instance => instance.TakeTally())], options))
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
            var (outliers, instances) = (instance.Treatment.Outliers, Neighbours(instance.Treatment.Group));
            var (ejected, healthy) = (instances.Count(other => other.Life.Tripped), instances.Count(other => other.Life.IsAvailable));
            if (!outliers.Allows(ejected, instances.Length))
                Withhold(instance, $"{why}; but {ejected} of {instances.Length} instances are out, and no more may be");
            else if (!outliers.Watches(healthy, instances.Length))
                Withhold(instance, $"{why}; but only {healthy} of {instances.Length} instances are healthy");
            else
                PutOut(instance, why);
        }
    }

    ImmutableArray<Destination> Neighbours(string? group) => [.. service.Instances.Where(instance => instance.Treatment.Group == group)];

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
