namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>
/// The pause after a failed query: anything (full jitter) below a ceiling that starts at <c>FirstRetry</c> and doubles with each failure
/// in a row, up to <c>LongestRetry</c>.
/// </summary>
sealed class RetryPause(ConsulOptions options, Chance chance)
{
    int _failures;

    public TimeSpan Next()
    {
        var ceiling = Math.Min(options.FirstRetry.Ticks * Math.Pow(2, _failures++), options.LongestRetry.Ticks);
        return chance.UpTo(TimeSpan.FromTicks((long)ceiling));
    }

    public void Reset() => _failures = 0;
}
