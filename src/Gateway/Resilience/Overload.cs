namespace Modular.Gateway.Resilience;

/// <summary>The limits that a request can be over, as <c>x-modular-overload</c> names them.</summary>
static class Overload
{
    /// <summary><see cref="LimitOptions.ActiveRequests"/>.</summary>
    public const string ActiveRequests = "active-requests";

    /// <summary><see cref="LimitOptions.PendingRequests"/>.</summary>
    public const string PendingRequests = "pending-requests";

    /// <summary><see cref="ConnectionOptions.MaxConnections"/>: the time of the request was over before it got one.</summary>
    public const string Connections = "connections";

    /// <summary><see cref="AdaptiveOptions"/>.</summary>
    public const string AdaptiveConcurrency = "adaptive-concurrency";
}

/// <summary>A connection was not made, for the service has enough to do. The handler passes it on inside its own.</summary>
sealed class OverloadException(string limit) : IOException($"over the limit of {limit}")
{
    /// <summary>One of <see cref="Overload"/>.</summary>
    public string Limit => limit;
}
