using System.Globalization;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Instances;

/// <summary>Opens and closes the breakers of a service's instances as their requests end.</summary>
/// <param name="service">Whose instances.</param>
/// <param name="gate">The service's: one change at a time.</param>
sealed class CircuitBreaking(Service service, Lock gate)
{
    /// <summary>Takes the outcome of an attempt into account. The usual case, a closed breaker and an attempt that went well, takes three reads.</summary>
    public void Count(Destination instance, Outcome outcome)
    {
        var accrued = instance.Accrue(outcome);
        var (parts, state) = (service.Parts, instance.Breaker.State);
        if (state == BreakerState.Closed && WhyOpen(instance, outcome, accrued, parts) is { } why)
            Open(instance, why, parts.Time.GetUtcNow());
        else if (state == BreakerState.HalfOpen)
            Settle(instance, outcome, parts.Time.GetUtcNow());
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

    static string? WhyOpen(Destination instance, Outcome outcome, int accrued, ServiceParts parts)
    {
        var options = parts.Breaker;
        var tally = options.SuccessRate > 0 ? Rate(instance, outcome, parts) : null;
        return accrued > 0 && accrued == options.ConsecutiveFailures ? $"{accrued} attempts in a row failed, the last with {outcome.Name()}"
            : tally is not null && tally.Requests >= options.MinRequests && tally.Rate < options.SuccessRate
                ? string.Create(CultureInfo.InvariantCulture, $"success rate {tally.Rate:P1} of {tally.Requests} attempts, below {options.SuccessRate:P1}")
            : null;
    }

    // Who asks for less is heard here, and only here: 429 is no failure, but too much of it is a reason to go elsewhere. (linkerd)
    static Tally? Rate(Destination instance, Outcome outcome, ServiceParts parts)
    {
        if (!outcome.IsGood() && !outcome.IsFailure() && outcome != Outcome.Throttled)
            return null;
        if (instance.Rating is not { } rating || rating.Length != parts.Breaker.Window)
            instance.Rating = rating = new(parts.Breaker.Window, parts.Time);
        return rating.Count(outcome.IsGood(), parts.Time.GetTimestamp());
    }

    void Open(Destination instance, string why, DateTimeOffset now) => Break(instance, breaker => breaker.Open(now, why));

    void Settle(Destination instance, Outcome outcome, DateTimeOffset now) => Break(instance, breaker =>
        outcome.IsFailure() ? breaker.Open(now, $"the request that tried failed with {outcome.Name()}")
        : outcome.IsGood() ? breaker.Close(now)
        : breaker.TryAgain());

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
                Rest(instance, after, parts);
            service.Reconsider();
        }
    }

    // What it did before it opened is not held against it again when it has closed.
    void Rest(Destination instance, Breaker breaker, ServiceParts parts)
    {
        instance.Rating = null;
        instance.SetBreakerAlarm(
            parts.Breaker.OpenFor(breaker.Opened, parts.Dice.Share()),
            () => Break(instance, open => open.HalfOpen(parts.Time.GetUtcNow())));
    }
}
