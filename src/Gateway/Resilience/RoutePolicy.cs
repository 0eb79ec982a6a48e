namespace Modular.Gateway.Resilience;

/// <summary>What a request is allowed: its time, and what is tried again.</summary>
sealed record RoutePolicy
{
    /// <summary>Without a document.</summary>
    public static readonly RoutePolicy Default = new();

    /// <value>For the whole request, with all attempts and pauses, to the end of its answer. Default: no limit.</value>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <value>Default <see cref="RetryPolicy.Safe"/>.</value>
    public RetryPolicy Retry { get; init; } = RetryPolicy.Safe;
}
