namespace Modular.Payment.Resilience;

/// <summary>How patient the module is with its payment provider: section <c>Modules:Payment:Provider</c>. Checked at start.</summary>
public sealed record PaymentProviderOptions
{
    /// <value>
    /// How long a call may take with all its retries. Default 15 s; 100 ms to 50 s, so that it ends before a message handler is
    /// cancelled, and no shorter than <see cref="AttemptTimeout"/>.
    /// </value>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>How long one attempt may take. Default 5 s; 100 ms to 30 s.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>Attempts after the first. Default 3; 0 to 10, where 0 turns retrying off.</value>
    public int Retries { get; init; } = 3;

    /// <value>
    /// The median delay before the first retry; it doubles with every further one, with decorrelated jitter. Default 200 ms; 1 ms to
    /// 10 s.
    /// </value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <value>The longest delay before a retry. Default 2 s; <see cref="RetryDelay"/> to 30 s.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <value>The share of failed attempts that opens the breaker. Default 0.5; 0.01 to 1.</value>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <value>Attempts in the sampling window below which the breaker stays closed. Default 20; 2 to 10,000.</value>
    public int BreakerMinimumThroughput { get; init; } = 20;

    /// <value>The sliding window over which failures are counted. Default 30 s; 500 ms to 10 min.</value>
    public TimeSpan BreakerSamplingWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>How long an open breaker refuses calls before it lets one through as a probe. Default 15 s; 500 ms to 10 min.</value>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>Calls that may be at the provider at once. Default 64; 1 to 1,000.</value>
    public int MaxConcurrentCalls { get; init; } = 64;

    /// <value>Calls that may wait for a free place; one more is refused at once. Default 256; 0 to 10,000.</value>
    public int MaxQueuedCalls { get; init; } = 256;
}
