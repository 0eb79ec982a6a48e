namespace Modular.Gateway.Policy.Reading;

static class ConnectionPoolReader
{
    static readonly Dictionary<string, bool?> Http2 = new(StringComparer.Ordinal) { ["DEFAULT"] = null, ["DO_NOT_UPGRADE"] = false, ["UPGRADE"] = true };

    public static ConnectionPoolSettings Read(Fields pool)
    {
        var settings = pool["tcp"]?.Object(Tcp) ?? new();
        return pool["http"]?.Object(http => Http(http, settings)) ?? settings;
    }

    static ConnectionPoolSettings Tcp(Fields tcp) => new()
    {
        MaxConnections = Limit(tcp, "maxConnections"),
        ConnectTimeout = tcp["connectTimeout"]?.Duration(),
        MaxConnectionDuration = tcp["maxConnectionDuration"]?.Duration(),
        IdleTimeout = tcp["idleTimeout"]?.Duration(),
        TcpKeepalive = tcp["tcpKeepalive"]?.Object(static keepalive => new TcpKeepalive(
            Limit(keepalive, "probes"), keepalive["time"]?.Duration(Second), keepalive["interval"]?.Duration(Second))),
    };

    static ConnectionPoolSettings Http(Fields http, ConnectionPoolSettings tcp)
    {
        http.Refuse("maxConcurrentStreams", "the connections of the gateway have no such limit; http2MaxRequests limits the requests");
        if (http["useClientProtocol"] is { } protocol && protocol.Flag())
            protocol.Error("must be false: services are spoken to as they registered, or as h2UpgradePolicy says");
        return tcp with
        {
            MaxPendingRequests = Limit(http, "http1MaxPendingRequests"),
            MaxRequests = Limit(http, "http2MaxRequests"),
            MaxRequestsPerConnection = Limit(http, "maxRequestsPerConnection"),
            MaxRetries = Limit(http, "maxRetries"),
            IdleTimeout = http["idleTimeout"]?.Duration() ?? tcp.IdleTimeout,
            Http2 = http["h2UpgradePolicy"]?.Choice(Http2),
            Http2KeepAlive = http["http2KeepAlive"]?.Object(static keepAlive => new Http2KeepAlive(
                keepAlive["interval"]?.Duration(Second), keepAlive["timeout"]?.Duration(Second))),
        };
    }

    static TimeSpan Second => TimeSpan.FromSeconds(1);

    /// <summary>0 is no limit, as it is where nothing is said.</summary>
    static int? Limit(Fields fields, string name) => fields[name]?.Whole(0, int.MaxValue) is > 0 and var limit ? limit : null;
}
