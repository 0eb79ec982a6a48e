using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Registry.State;

/// <summary>A check as it is run: by its own reports within <see cref="Ttl"/>, or by a probe every <see cref="Interval"/>.</summary>
sealed record CheckPlan(CheckDefinition Definition, string Id, string Name)
{
    /// <summary>1 minute: Consul's least, which a shorter one is raised to.</summary>
    public static readonly TimeSpan LeastReap = TimeSpan.FromMinutes(1);

    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <value>Null for a probe.</value>
    public TimeSpan? Ttl { get; private init; }

    /// <value>Where a probe asks; null for a check that reports by itself.</value>
    public Uri? Http { get; private init; }

    public TimeSpan Interval { get; private init; }

    /// <value>Default 10 s.</value>
    public TimeSpan Timeout { get; private init; }

    /// <value>When the service goes, once its check has been critical all along. Null: never.</value>
    public TimeSpan? DeregisterAfter { get; private init; }

    public string Type => Ttl is null ? "http" : "ttl";

    /// <param name="definition">What the client sent.</param>
    /// <param name="id">Its id, where it names none.</param>
    /// <param name="name">Its name, where it has none.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>Null when something is wrong.</returns>
    public static CheckPlan? From(CheckDefinition definition, string id, string name, out string problem)
    {
        TimeSpan ttl = default, interval = default, timeout = DefaultTimeout, reap = default;
        Uri? http = null;
        problem =
            definition.TTL is null == definition.HTTP is null ? "a check needs either TTL or HTTP; this registry runs no others"
            : definition.TTL is not null && !IsPositive(definition.TTL, out ttl) ? $"TTL '{definition.TTL}' is no duration above 0"
            : definition.HTTP is not null && !IsUrl(definition.HTTP, out http) ? $"HTTP '{definition.HTTP}' is no http or https URL"
            : definition.HTTP is not null && !IsPositive(definition.Interval, out interval) ? "Interval must be > 0 for HTTP checks"
            : definition.Timeout is { Length: > 0 } && !IsPositive(definition.Timeout, out timeout) ? $"Timeout '{definition.Timeout}' is no duration above 0"
            : definition.DeregisterCriticalServiceAfter is { Length: > 0 } after && !GoDuration.TryParse(after, out reap) ? $"DeregisterCriticalServiceAfter '{after}' is no duration"
            : definition.Status is { Length: > 0 } status && !CheckStatus.IsKnown(status) ? $"Status '{status}' is none of passing, warning, critical"
            : "";

        return problem.Length > 0 ? null : new CheckPlan(definition, FirstOf(definition.CheckID, definition.ID, id), FirstOf(definition.Name, name))
        {
            Ttl = definition.TTL is null ? null : ttl,
            Http = http,
            Interval = interval,
            Timeout = timeout,
            DeregisterAfter = reap == default ? null : TimeSpan.FromTicks(Math.Max(reap.Ticks, LeastReap.Ticks)),
        };
    }

    static bool IsPositive(string? text, out TimeSpan duration) => GoDuration.TryParse(text, out duration) && duration > TimeSpan.Zero;

    static bool IsUrl(string text, out Uri? url) => Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https";

    static string FirstOf(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
            if (!string.IsNullOrEmpty(text))
                return text;

        return "";
    }
}
