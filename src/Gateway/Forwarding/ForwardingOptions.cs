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
    /// WebSocket without a heartbeat. Default 100 s; 10 ms to 1 day.
    /// </value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <value>How many more destinations an idempotent request is sent to after one could not be connected to. Default 1; 0 to 10.</value>
    public int ConnectRetries { get; init; } = 1;

    public IEnumerable<string> Failures(string section)
    {
        if (ConnectTimeout < TimeSpan.FromMilliseconds(10) || ConnectTimeout > TimeSpan.FromMinutes(1))
            yield return $"{section}:ConnectTimeout must be between 00:00:00.010 and 00:01:00, not {ConnectTimeout}.";
        if (IdleTimeout < TimeSpan.FromMilliseconds(10) || IdleTimeout > TimeSpan.FromDays(1))
            yield return $"{section}:IdleTimeout must be between 00:00:00.010 and 1.00:00:00, not {IdleTimeout}.";
        if (ConnectRetries is < 0 or > 10)
            yield return $"{section}:ConnectRetries must be between 0 and 10, not {ConnectRetries}.";
    }
}
