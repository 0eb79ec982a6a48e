using System.Globalization;

namespace Modular.Gateway.Resilience;

/// <summary>When a request must be over, all attempts and pauses together.</summary>
/// <param name="IsAsked">Whether it was the caller who gave so little time: what it is too short for says nothing of an instance.</param>
readonly record struct Deadline(long At, bool IsAsked = false)
{
    /// <summary>Tells a service how long its caller will wait, in milliseconds. From outside it only shortens the time.</summary>
    public const string Header = "x-request-timeout-ms";

    public static readonly Deadline None = new(long.MaxValue);

    public bool IsSet => At != long.MaxValue;

    /// <param name="timeout">What the route allows; infinite for no limit.</param>
    /// <param name="asked">The header of the request; what is no positive number is ignored.</param>
    /// <param name="began">When the request could be sent on: what policy delayed before that is not part of its time.</param>
    /// <param name="time">The clock.</param>
    public static Deadline Of(TimeSpan timeout, string? asked, long began, TimeProvider time)
    {
        var limit = timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout;
        var isAsked = false;
        if (asked is not null && int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            && TimeSpan.FromMilliseconds(milliseconds) is var wish && wish < limit)
            (limit, isAsked) = (wish, true);
        return limit == TimeSpan.MaxValue ? None : new(began + (long)(limit.TotalSeconds * time.TimestampFrequency), isAsked);
    }

    /// <param name="ticks">Of the clock.</param>
    public Deadline PutOff(long ticks) => IsSet ? this with { At = At + ticks } : this;

    /// <summary>Not below zero; infinite without a deadline.</summary>
    public TimeSpan Left(TimeProvider time) => IsSet ? Left(time.GetTimestamp(), time) : Timeout.InfiniteTimeSpan;

    /// <inheritdoc cref="Left(TimeProvider)"/>
    /// <param name="now">A timestamp of the clock.</param>
    /// <param name="time">The clock.</param>
    public TimeSpan Left(long now, TimeProvider time) =>
        IsSet ? TimeSpan.FromSeconds(Math.Max(0, (double)(At - now) / time.TimestampFrequency)) : Timeout.InfiniteTimeSpan;
}
