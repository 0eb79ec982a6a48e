using Modular.Gateway.Configuration;

namespace Modular.Gateway.Discovery;

/// <summary>How changes in the registry become changes in the gateway: section <c>Discovery</c>.</summary>
sealed record DiscoveryOptions : IGatewayOptions
{
    public const string Section = "Discovery";

    /// <value>The least time between two builds of the route table; the first change is taken at once. Default 1 s; 0 to 1 min.</value>
    public TimeSpan RouteInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>
    /// A change that removes more than this share of a service's instances is held back, as a broken registry looks the same. Default
    /// 0.5; above 0, at most 1, where 1 turns the guard off.
    /// </value>
    public double GuardedRemovalShare { get; init; } = 0.5;

    /// <value>How long such a removal is held, unless a health check confirms it earlier. Default 15 s; 0 to 10 min.</value>
    public TimeSpan HoldRemovalFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>
    /// How long the gateway waits for the first word of the registry before it calls itself ready (degraded) without. Default 10 s; 0 to
    /// 10 min.
    /// </value>
    public TimeSpan ReadyWithoutRegistryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>
    /// For how long after its start the gateway takes a path that no service has registered for one that somebody still will: 503 in place
    /// of 404. Default 15 s, in which everybody renews a registration; 0 to 10 min.
    /// </value>
    public TimeSpan SettleFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>Services that the gateway knows will come: until each was there once it goes on as in <see cref="SettleFor"/>. Default none.</value>
    public IReadOnlyList<string> Expected { get; init; } = [];

    public IEnumerable<string> Failures(string section)
    {
        if (RouteInterval < TimeSpan.Zero || RouteInterval > TimeSpan.FromMinutes(1))
            yield return $"{section}:RouteInterval must be between 0 and 00:01:00, not {RouteInterval}.";
        if (GuardedRemovalShare is not (> 0 and <= 1))
            yield return $"{section}:GuardedRemovalShare must be above 0 and at most 1, not {GuardedRemovalShare}.";
        if (HoldRemovalFor < TimeSpan.Zero || HoldRemovalFor > TimeSpan.FromMinutes(10))
            yield return $"{section}:HoldRemovalFor must be between 0 and 00:10:00, not {HoldRemovalFor}.";
        if (ReadyWithoutRegistryAfter < TimeSpan.Zero || ReadyWithoutRegistryAfter > TimeSpan.FromMinutes(10))
            yield return $"{section}:ReadyWithoutRegistryAfter must be between 0 and 00:10:00, not {ReadyWithoutRegistryAfter}.";
        if (SettleFor < TimeSpan.Zero || SettleFor > TimeSpan.FromMinutes(10))
            yield return $"{section}:SettleFor must be between 0 and 00:10:00, not {SettleFor}.";
    }
}
