using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Modular.Payment.Resilience;

/// <summary>Holds every setting to its range, and says which one is out of it, by how much, and where it stands.</summary>
sealed class PaymentProviderOptionsValidator : IValidateOptions<PaymentProviderOptions>
{
    const string Section = "Modules:Payment:Provider";

    public ValidateOptionsResult Validate(string? name, PaymentProviderOptions options)
    {
        var failures = Failures(options).OfType<string>().ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    static IEnumerable<string?> Failures(PaymentProviderOptions options) =>
    [
        OutOfRange(options.TotalTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(50)),
        OutOfRange(options.AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)),
        OutOfRange(options.Retries, 0, 10),
        OutOfRange(options.RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
        OutOfRange(options.MaxRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30)),
        OutOfRange(options.BreakerFailureRatio, 0.01, 1),
        OutOfRange(options.BreakerMinimumThroughput, 2, 10_000),
        OutOfRange(options.BreakerSamplingWindow, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)),
        OutOfRange(options.BreakDuration, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)),
        OutOfRange(options.MaxConcurrentCalls, 1, 1_000),
        OutOfRange(options.MaxQueuedCalls, 0, 10_000),
        LessThan(options.TotalTimeout, options.AttemptTimeout),
        LessThan(options.MaxRetryDelay, options.RetryDelay),
    ];

    static string? OutOfRange<T>(T value, T min, T max, [CallerArgumentExpression(nameof(value))] string setting = "")
        where T : IComparable<T> =>
        value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? null
            : $"{Path(setting)} is {value}; it must be between {min} and {max}.";

    static string? LessThan(
        TimeSpan value,
        TimeSpan other,
        [CallerArgumentExpression(nameof(value))] string setting = "",
        [CallerArgumentExpression(nameof(other))] string otherSetting = "") =>
        value >= other ? null : $"{Path(setting)} is {value}; it must not be less than {Path(otherSetting)}, which is {other}.";

    static string Path(string expression) => $"{Section}:{expression[(expression.IndexOf('.', StringComparison.Ordinal) + 1)..]}";
}
