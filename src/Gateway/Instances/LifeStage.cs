namespace Modular.Gateway.Instances;

/// <summary>Where an instance is in its life.</summary>
enum LifeStage
{
    /// <summary>Registered, and not yet seen to answer.</summary>
    Joining,

    /// <summary>Gets a growing share: it has just come, or has just recovered, and its caches are cold.</summary>
    SlowStart,

    /// <summary>Gets its full share.</summary>
    Active,

    /// <summary>Finishes what it has and gets nothing new: deregistered, or drained by the operator.</summary>
    Draining,

    /// <summary>Deregistered, with nothing in flight.</summary>
    Gone,
}

/// <summary>What is known of an instance's health.</summary>
enum InstanceHealth
{
    /// <summary>No check has come back yet.</summary>
    Unknown,

    Healthy,

    Unhealthy,
}
