using Modular.Gateway.Policy;

namespace Modular.Gateway.Resilience;

/// <summary>
/// How a service is connected to: section <c>Limits:Connections</c>, or <c>Services:&lt;name&gt;:Limits:Connections</c> for one service; a
/// document's <c>connectionPool</c> wins. What is null is as for all services (<see cref="Forwarding.ForwardingOptions"/>), or .NET's default.
/// </summary>
sealed record ConnectionOptions
{
    /// <value>Connections in HTTP/1.1 to one instance, which are as many requests in flight. Default: no limit; 1 to 1,000,000.</value>
    public int? MaxConnections { get; init; }

    /// <value>How long connecting may take. Default <c>Forwarding:ConnectTimeout</c>; 1 ms to 10 min.</value>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <value>How long a connection that nobody uses is kept. Default 1 min; 1 ms to 1 day.</value>
    public TimeSpan? IdleTimeout { get; init; }

    /// <value>How old a connection may become; it is closed when its request has ended. Default: no limit; 1 ms to 1 day.</value>
    public TimeSpan? MaxDuration { get; init; }

    /// <value>Whether a connection is used again. Default true.</value>
    public bool Reuse { get; init; } = true;

    /// <value>Whether HTTP/2 is spoken, whatever the instances have registered; health checks speak as registered. Default false.</value>
    public bool Http2 { get; init; }

    /// <value>How often an HTTP/2 connection is asked whether it still works. Default: never; 1 s to 1 day.</value>
    public TimeSpan? PingInterval { get; init; }

    /// <value>How long the answer may take. Default 20 s; 1 s to 1 day.</value>
    public TimeSpan? PingTimeout { get; init; }

    /// <value>Whether the operating system asks the other side when nothing comes. Default: false, or true where one of the next three is set.</value>
    public bool KeepAlive { get; init; }

    /// <value>How long nothing comes until it does. Default: the operating system's; 1 s to 32,767 s, in whole seconds.</value>
    public TimeSpan? KeepAliveTime { get; init; }

    /// <value>How long after one such question the next follows. Default: the operating system's; 1 s to 32,767 s, in whole seconds.</value>
    public TimeSpan? KeepAliveInterval { get; init; }

    /// <value>How many of them go unanswered until the connection is broken. Default: the operating system's; 1 to 127.</value>
    public int? KeepAliveProbes { get; init; }

    /// <value>Whether, and how, TLS is spoken. Null, the default: as the instances have registered. Documents only.</value>
    public TlsSettings? Tls { get; init; }

    /// <summary>Whether the operating system asks at all.</summary>
    public bool KeepsAlive => KeepAlive || KeepAliveTime is not null || KeepAliveInterval is not null || KeepAliveProbes is not null;

    public IEnumerable<string> Failures(string section)
    {
        var (millisecond, second, day, longest) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), TimeSpan.FromSeconds(short.MaxValue));
        if (MaxConnections is < 1 or > 1_000_000)
            yield return $"{section}:MaxConnections must be between 1 and 1000000, not {MaxConnections}.";
        if (KeepAliveProbes is < 1 or > 127)
            yield return $"{section}:KeepAliveProbes must be between 1 and 127, not {KeepAliveProbes}.";
        foreach (var (name, value, least, most) in ((string, TimeSpan?, TimeSpan, TimeSpan)[])
            [
                (nameof(ConnectTimeout), ConnectTimeout, millisecond, TimeSpan.FromMinutes(10)),
                (nameof(IdleTimeout), IdleTimeout, millisecond, day),
                (nameof(MaxDuration), MaxDuration, millisecond, day),
                (nameof(PingInterval), PingInterval, second, day),
                (nameof(PingTimeout), PingTimeout, second, day),
                (nameof(KeepAliveTime), KeepAliveTime, second, longest),
                (nameof(KeepAliveInterval), KeepAliveInterval, second, longest),
            ])
            if (value < least || value > most)
                yield return $"{section}:{name} must be between {least:c} and {most:c}, not {value:c}.";
    }
}
