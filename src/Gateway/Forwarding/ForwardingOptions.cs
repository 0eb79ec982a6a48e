using Modular.Gateway.Configuration;

namespace Modular.Gateway.Forwarding;

/// <summary>How requests are passed on: section <c>Forwarding</c>.</summary>
sealed record ForwardingOptions : IGatewayOptions
{
    public const string Section = "Forwarding";

    /// <value>How long connecting to an instance may take. Default 2 s; 10 ms to 1 min.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <value>
    /// How long nothing may happen: no answer, no byte in either direction. It ends a hung request with 504, and also an event stream or
    /// WebSocket without a heartbeat. A route that allows a request, or one try, more time than this has that. Default 100 s; 10 ms to 1 day.
    /// </value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <value>
    /// How often a request is sent again, to another instance where there is one, when it is idempotent and an instance refused it before
    /// it could have acted. Default 1; 0 to 10.
    /// </value>
    public int Retries { get; init; } = 1;

    /// <value>
    /// The longest body that is kept for that, in bytes; one that is longer is sent once, and not mirrored. Default 64 KiB; 0 to 16 MiB.
    /// </value>
    public int ReplayBytes { get; init; } = 64 * 1024;

    /// <value>
    /// Addresses and networks (<c>10.0.0.0/8</c>) of proxies in front of the gateway, whose <c>X-Forwarded-*</c> are believed. Default: none.
    /// </value>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    public IEnumerable<string> Failures(string section)
    {
        if (ConnectTimeout < TimeSpan.FromMilliseconds(10) || ConnectTimeout > TimeSpan.FromMinutes(1))
            yield return $"{section}:ConnectTimeout must be between 00:00:00.010 and 00:01:00, not {ConnectTimeout}.";
        if (IdleTimeout < TimeSpan.FromMilliseconds(10) || IdleTimeout > TimeSpan.FromDays(1))
            yield return $"{section}:IdleTimeout must be between 00:00:00.010 and 1.00:00:00, not {IdleTimeout}.";
        if (Retries is < 0 or > 10)
            yield return $"{section}:Retries must be between 0 and 10, not {Retries}.";
        if (ReplayBytes is < 0 or > 16 * 1024 * 1024)
            yield return $"{section}:ReplayBytes must be between 0 and 16777216, not {ReplayBytes}.";
        foreach (var proxy in TrustedProxies.Where(proxy => Forwarding.TrustedProxies.Parse(proxy) is null))
            yield return $"{section}:TrustedProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.";
    }
}
