namespace Modular.Gateway.Policy;

/// <summary>Limits on connections and requests. Null is not said; 0 in a document means the same.</summary>
sealed record ConnectionPoolSettings
{
    /// <summary><c>tcp.maxConnections</c>: to one instance.</summary>
    public int? MaxConnections { get; init; }

    /// <summary><c>tcp.connectTimeout</c>: at least 1 ms.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary><c>tcp.maxConnectionDuration</c>: at least 1 ms.</summary>
    public TimeSpan? MaxConnectionDuration { get; init; }

    /// <summary><c>http.idleTimeout</c>, else <c>tcp.idleTimeout</c>: at least 1 ms.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    public TcpKeepalive? TcpKeepalive { get; init; }

    /// <summary><c>http.http1MaxPendingRequests</c>: that wait for a connection.</summary>
    public int? MaxPendingRequests { get; init; }

    /// <summary><c>http.http2MaxRequests</c>: active at once, of every protocol.</summary>
    public int? MaxRequests { get; init; }

    /// <summary><c>http.maxRequestsPerConnection</c>: 1, and no connection is used twice; more is warned about, and no limit.</summary>
    public int? MaxRequestsPerConnection { get; init; }

    /// <summary><c>http.maxRetries</c>: at once.</summary>
    public int? MaxRetries { get; init; }

    /// <summary><c>http.h2UpgradePolicy</c>: whether HTTP/2 is spoken. Null: as registered.</summary>
    public bool? Http2 { get; init; }

    /// <summary><c>http.http2KeepAlive</c>.</summary>
    public Http2KeepAlive? Http2KeepAlive { get; init; }
}

/// <summary>Null is the operating system's default.</summary>
sealed record TcpKeepalive(int? Probes, TimeSpan? Time, TimeSpan? Interval);

sealed record Http2KeepAlive(TimeSpan? Interval, TimeSpan? Timeout);

/// <summary>How instances speak TLS.</summary>
sealed record TlsSettings
{
    public required TlsMode Mode { get; init; }

    /// <summary>Paths of PEM files. The first two are there when the mode is <see cref="TlsMode.Mutual"/>.</summary>
    public string? ClientCertificate { get; init; }

    public string? PrivateKey { get; init; }

    /// <summary>Null: the operating system's.</summary>
    public string? CaCertificates { get; init; }

    /// <summary>One of them must be in the instance's certificate. Empty: its host.</summary>
    public IReadOnlyList<string> SubjectAltNames { get; init; } = [];

    public string? Sni { get; init; }

    /// <summary>Whether any certificate will do.</summary>
    public bool InsecureSkipVerify { get; init; }
}

enum TlsMode
{
    Disable,
    Simple,
    Mutual,

    /// <summary>With the mesh's own certificates.</summary>
    IstioMutual,
}
