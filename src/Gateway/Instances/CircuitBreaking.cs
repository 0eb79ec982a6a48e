using Modular.Gateway.Forwarding;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Instances;

/// <summary>Opens and closes the breakers of a service's instances as their requests end.</summary>
/// <param name="service">Whose instances.</param>
/// <param name="gate">The service's: one change at a time.</param>
sealed class CircuitBreaking(Service service, Lock gate)
{
    /// <summary>Takes the outcome of an attempt into account. The usual case, a closed breaker and an attempt that went well, takes two reads.</summary>
    public void Count(Destination instance, Outcome outcome)
    {
        var accrued = instance.Accrue(outcome);
        var state = instance.Breaker.State;
        if (state == BreakerState.Closed ? accrued == 0 || accrued != service.Parts.Breaker.ConsecutiveFailures : state == BreakerState.Open)
            return;
        var now = service.Parts.Time.GetUtcNow();
        Break(instance, breaker => outcome.IsFailure()
            ? breaker.Open(now, breaker.State == BreakerState.HalfOpen ? $"the request that tried failed with {outcome.Name()}" : $"{accrued} attempts in a row failed, the last with {outcome.Name()}")
            : outcome.IsGood() ? breaker.Close(now) : breaker.TryAgain());
    }

    /// <summary>Asks for the one place of a half-open breaker. One request takes it; the others see it taken.</summary>
    public bool Probe(Destination instance)
    {
        var isMine = false;
        Break(instance, breaker =>
        {
            isMine = breaker is { State: BreakerState.HalfOpen, IsProbing: false };
            return breaker.Probe();
        });
        return isMine;
    }

    void Break(Destination instance, Func<Breaker, Breaker> happen)
    {
        lock (gate)
        {
            var before = instance.Breaker;
            var after = happen(before);
            if (after == before || instance.Life.Stage == LifeStage.Gone)
                return;
            instance.Breaker = after;
            var parts = service.Parts;
            if (before.State != after.State)
                parts.Decisions.Record($"breaker-{Words.Kebab(after.State)}", service.Name, instance.Id, after.Reason);
            if (before.State != BreakerState.Open && after.State == BreakerState.Open)
                instance.SetBreakerAlarm(
                    parts.Breaker.OpenFor(after.Opened, parts.Dice.Share()),
                    () => Break(instance, breaker => breaker.HalfOpen(parts.Time.GetUtcNow())));
            service.Reconsider();
        }
    }
}
