using Modular.Gateway.Health;

namespace Modular.Gateway.Instances;

/// <summary>The life of one instance: its stage, its health, and why. Immutable; what happens to it makes a new one. Pure.</summary>
/// <param name="Since">When stage or health last changed.</param>
/// <param name="Reason">Why they did, for the operator; while health checks go on failing, why the last one did.</param>
/// <param name="Registered">False once the registry has taken it out.</param>
/// <param name="Drained">Whether the operator wants it to get nothing.</param>
/// <param name="Tripped">Whether requests, not checks, made it unhealthy.</param>
/// <param name="Ejections">How often requests have made it unhealthy, less those that it was forgiven: it is out so many times as long.</param>
/// <param name="Passed">Health checks passed in a row.</param>
/// <param name="Failed">Health checks failed in a row.</param>
sealed record Life(
    LifeStage Stage,
    InstanceHealth Health,
    DateTimeOffset Since,
    string Reason,
    bool Registered = true,
    bool Drained = false,
    bool Tripped = false,
    int Ejections = 0,
    int Passed = 0,
    int Failed = 0)
{
    /// <summary>Whether it gets requests without panic.</summary>
    public bool IsAvailable => Health == InstanceHealth.Healthy && Stage is LifeStage.SlowStart or LifeStage.Active;

    /// <summary>Whether it may get requests at all.</summary>
    public bool IsOpen => Stage is LifeStage.Joining or LifeStage.SlowStart or LifeStage.Active;

    /// <summary>Whether only time can bring it back.</summary>
    public bool IsWaiting(HealthOptions health) => Tripped && !health.Active && IsOpen;

    public static Life Joined(DateTimeOffset now, HealthOptions health) => health.Active
        ? new(LifeStage.Joining, InstanceHealth.Unknown, now, "registered, not checked yet")
        : new(LifeStage.SlowStart, InstanceHealth.Healthy, now, "registered; active checks are off");

    public Life CheckPassed(DateTimeOffset now, HealthOptions health)
    {
        var counted = this with { Passed = Passed + 1, Failed = 0 };
        if (Health == InstanceHealth.Healthy)
            return counted;
        // To join, and to come back after requests failed, one good answer is proof enough; after failed checks it takes more.
        var needed = Stage == LifeStage.Joining || Tripped ? 1 : health.Rise;
        if (counted.Passed < needed)
            return counted;
        var why = Stage == LifeStage.Joining ? "first health check passed" : $"recovered: {counted.Passed} health check(s) in a row passed";
        return counted.Recover(now, why);
    }

    public Life CheckFailed(DateTimeOffset now, HealthOptions health, string why)
    {
        var counted = this with { Passed = 0, Failed = Failed + 1 };
        if (counted.Failed < health.Fall)
            return counted;
        var failing = counted with { Reason = $"{counted.Failed} health checks in a row failed: {why}" };
        if (Health == InstanceHealth.Unhealthy && !Tripped)
            return IsOpen ? failing : counted;
        return failing with { Health = InstanceHealth.Unhealthy, Tripped = false, Since = now };
    }

    /// <summary>How long it stays out when only time can bring it back.</summary>
    public TimeSpan OutFor(HealthOptions health, TimeSpan longest) => health.TrippedFor * Ejections is var time && time < longest ? time : longest;

    /// <summary>It has behaved for an interval.</summary>
    public Life Forgiven() => Ejections > 0 && !Tripped ? this with { Ejections = Ejections - 1 } : this;

    /// <summary>Too many requests failed.</summary>
    public Life Trip(DateTimeOffset now, string why) => Health != InstanceHealth.Healthy
        ? this
        : this with { Health = InstanceHealth.Unhealthy, Tripped = true, Ejections = Ejections + 1, Since = now, Reason = why, Passed = 0 };

    /// <summary>It has been out long enough, and nobody checks it.</summary>
    public Life Untrip(DateTimeOffset now) => Tripped ? Recover(now, "tried again: there are no active checks") : this;

    public Life WarmedUp(DateTimeOffset now) => Stage == LifeStage.SlowStart
        ? this with { Stage = LifeStage.Active, Since = now, Reason = "slow start ended" }
        : this;

    public Life Drain(DateTimeOffset now, string why) => Stage == LifeStage.Gone || Drained
        ? this
        : this with { Stage = LifeStage.Draining, Drained = true, Since = now, Reason = why };

    public Life Undrain(DateTimeOffset now, string why) => Drained ? (this with { Drained = false }).Reopen(now, why) : this;

    public Life Deregister(DateTimeOffset now, string why) => Registered && Stage != LifeStage.Gone
        ? this with { Stage = LifeStage.Draining, Registered = false, Since = now, Reason = why }
        : this;

    /// <summary>The registry has it again, before it was gone.</summary>
    public Life Reregister(DateTimeOffset now) => !Registered && Stage != LifeStage.Gone
        ? (this with { Registered = true }).Reopen(now, "registered again")
        : this;

    /// <summary>Nothing is in flight.</summary>
    public Life Idle(DateTimeOffset now) => Stage == LifeStage.Draining && !Registered
        ? this with { Stage = LifeStage.Gone, Since = now, Reason = "deregistered, and its last request has ended" }
        : this;

    Life Reopen(DateTimeOffset now, string why) => Registered && !Drained
        ? this with { Stage = Health == InstanceHealth.Healthy ? LifeStage.SlowStart : LifeStage.Joining, Since = now, Reason = why }
        : this;

    Life Recover(DateTimeOffset now, string why) => this with
    {
        Stage = IsOpen ? LifeStage.SlowStart : Stage,
        Health = InstanceHealth.Healthy,
        Tripped = false,
        Since = now,
        Reason = why,
    };
}
