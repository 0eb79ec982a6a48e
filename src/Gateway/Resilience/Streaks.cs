using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Resilience;

/// <summary>Attempts on one instance that failed in a row, counted three ways: the consecutive errors of outlier detection.</summary>
/// <remarks>
/// Envoy's counters. What fails without an answer (no connection, reset, time-out) counts among both kinds of errors, or apart from them where
/// <see cref="OutlierOptions.SplitLocalErrors"/> says so. A race may miscount by one.
/// </remarks>
sealed class Streaks
{
    int _errors;
    int _gatewayErrors;
    int _localFailures;

    /// <summary>The longest of them now.</summary>
    public int Longest => Math.Max(Volatile.Read(ref _errors), Volatile.Read(ref _localFailures));

    /// <summary>Counts an attempt. One that went well takes three reads.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="errors">How many failures in a row are too many; 0 for no limit.</param>
    /// <param name="options">How many of the other kinds are.</param>
    /// <returns>Why the instance should be put out; null for no reason.</returns>
    public string? Count(Outcome outcome, int errors, OutlierOptions options)
    {
        if (outcome.IsGood())
            Clear();
        if (!outcome.IsFailure())
            return null;
        if (options.SplitLocalErrors && outcome.IsLocalOrigin())
            return Interlocked.Increment(ref _localFailures) is var local && local == options.ConsecutiveLocalFailures
                ? $"{local} attempts in a row had no answer, the last with {outcome.Name()}"
                : null;

        Reset(ref _localFailures);
        var (failed, atGateway) = (Interlocked.Increment(ref _errors), 0);
        if (outcome == Outcome.ServerError)
            Reset(ref _gatewayErrors);
        else
            atGateway = Interlocked.Increment(ref _gatewayErrors);
        return failed == errors ? $"{failed} attempts in a row failed, the last with {outcome.Name()}"
            : atGateway > 0 && atGateway == options.ConsecutiveGatewayErrors ? $"{atGateway} gateway errors in a row, the last with {outcome.Name()}"
            : null;
    }

    public void Clear()
    {
        Reset(ref _errors);
        Reset(ref _gatewayErrors);
        Reset(ref _localFailures);
    }

    // Written only when it differs: every request would otherwise pull the cache line to its processor.
    static void Reset(ref int counter)
    {
        if (Volatile.Read(ref counter) != 0)
            Volatile.Write(ref counter, 0);
    }
}
