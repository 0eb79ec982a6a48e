namespace Modular.Gateway.Resilience;

/// <summary>The success rate of one instance in a window of time that ends now.</summary>
sealed class SuccessWindow(TimeSpan length, TimeProvider time)
{
    readonly RollingCount _all = new(length, time);
    readonly RollingCount _good = new(length, time);

    public TimeSpan Length => length;

    /// <summary>Counts an attempt.</summary>
    /// <returns>What there is in the window when it was bad; null when it was good, which lowers no rate.</returns>
    public Tally? Count(bool isGood, long timestamp)
    {
        _all.Increment(timestamp);
        if (isGood)
        {
            _good.Increment(timestamp);
            return null;
        }

        return new(_all.Sum(timestamp), _good.Sum(timestamp));
    }
}
