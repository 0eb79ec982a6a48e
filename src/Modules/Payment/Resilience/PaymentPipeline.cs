using Microsoft.Extensions.Logging;
using Modular.Payment.Provider;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;

namespace Modular.Payment.Resilience;

/// <summary>
/// What stands around every call of the provider, outermost first: total timeout, retry, circuit breaker, concurrency limit, attempt
/// timeout. Only what the provider did wrong (it failed, or did not answer in time) is retried and counts against it: neither a
/// cancelled caller nor our own limits say anything about its health.
/// </summary>
static class PaymentPipeline
{
    /// <summary>The <c>pipeline.name</c> in Polly's metrics.</summary>
    public const string Name = "payment-provider";

    static PredicateBuilder<object> ProviderFault { get; } =
        new PredicateBuilder<object>().Handle<PaymentProviderException>().Handle<TimeoutRejectedException>();

    /// <param name="chance">Numbers from 0 to 1 that spread the retries; Polly's own without.</param>
    public static ResiliencePipeline Build(
        PaymentProviderOptions options, TimeProvider time, ILoggerFactory loggers, Func<double>? chance = null)
    {
        var pipeline = new ResiliencePipelineBuilder { Name = Name, TimeProvider = time };
        pipeline.ConfigureTelemetry(Telemetry(loggers));
        pipeline.AddTimeout(new TimeoutStrategyOptions { Name = "total-timeout", Timeout = options.TotalTimeout });
        if (options.Retries > 0)
            pipeline.AddRetry(Retry(options, chance));
        return pipeline
            .AddCircuitBreaker(Breaker(options))
            .AddConcurrencyLimiter(options.MaxConcurrentCalls, options.MaxQueuedCalls)
            .AddTimeout(new TimeoutStrategyOptions { Name = "attempt-timeout", Timeout = options.AttemptTimeout })
            .Build();
    }

    static RetryStrategyOptions Retry(PaymentProviderOptions options, Func<double>? chance)
    {
        var retry = new RetryStrategyOptions
        {
            Name = "retry",
            ShouldHandle = ProviderFault,
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
        };
        if (chance is not null)
            retry.Randomizer = chance;
        return retry;
    }

    static CircuitBreakerStrategyOptions Breaker(PaymentProviderOptions options) => new()
    {
        Name = "breaker",
        ShouldHandle = ProviderFault,
        FailureRatio = options.BreakerFailureRatio,
        MinimumThroughput = options.BreakerMinimumThroughput,
        SamplingDuration = options.BreakerSamplingWindow,
        BreakDuration = options.BreakDuration,
    };

    // An attempt that went well is no news: at hundreds a second it would drown the log.
    static TelemetryOptions Telemetry(ILoggerFactory loggers) => new()
    {
        LoggerFactory = loggers,
        SeverityProvider = call => call.Event.Severity == ResilienceEventSeverity.Information
            ? ResilienceEventSeverity.Debug
            : call.Event.Severity,
    };
}
