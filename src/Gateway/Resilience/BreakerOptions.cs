using Modular.Gateway.Configuration;

namespace Modular.Gateway.Resilience;

/// <summary>When an instance is left alone because attempts on it fail: section <c>Breaker</c>, or <c>Services:&lt;name&gt;:Breaker</c> for one service.</summary>
/// <remarks>
/// Defaults are those of linkerd's failure accrual. Its success rate (<c>unified</c>, with 0.8) is experimental there and has to be asked for, as here.
/// </remarks>
sealed record BreakerOptions : IGatewayOptions
{
    public const string Section = "Breaker";

    /// <value>Attempts in a row that fail until it opens. Default 7; 0 to 10,000, where 0 turns it off.</value>
    public int ConsecutiveFailures { get; init; } = 7;

    /// <value>
    /// The least share of attempts in <see cref="Window"/> that must go well, or it opens; 429 counts as failed here. Default 0, off; 0 to 1.
    /// </value>
    public double SuccessRate { get; init; }

    /// <value>Over which time the success rate is taken, to a tenth. Default 10 s; 100 ms to 1 h.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>How many attempts there must have been in that time. Default 5; 1 to 1,000,000.</value>
    public int MinRequests { get; init; } = 5;

    /// <value>How long it is open the first time; each further time in a row twice as long. Default 1 s; 10 ms to 1 h.</value>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>How long it is open at most. Default 1 min; not below <see cref="Shortest"/>, at most 1 h.</value>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(1);

    /// <value>By how much of itself each time is lengthened by chance, at most. Default 0.5; 0 to 1.</value>
    public double Jitter { get; init; } = 0.5;

    /// <summary>How long it stays open. Pure.</summary>
    /// <param name="opened">1 for the first time in a row.</param>
    /// <param name="share">By chance: 0 (included) to 1 (not included).</param>
    public TimeSpan OpenFor(int opened, double share)
    {
        var time = Shortest * Math.Pow(2, Math.Min(opened - 1, 30));
        return (time < Longest ? time : Longest) * (1 + (Jitter * share));
    }

    public IEnumerable<string> Failures(string section)
    {
        if (ConsecutiveFailures is < 0 or > 10_000)
            yield return $"{section}:ConsecutiveFailures must be between 0 (off) and 10000, not {ConsecutiveFailures}.";
        if (SuccessRate is not (>= 0 and <= 1))
            yield return $"{section}:SuccessRate must be between 0 (off) and 1, not {SuccessRate}.";
        if (Window < TimeSpan.FromMilliseconds(100) || Window > TimeSpan.FromHours(1))
            yield return $"{section}:Window must be between 00:00:00.100 and 01:00:00, not {Window}.";
        if (MinRequests is < 1 or > 1_000_000)
            yield return $"{section}:MinRequests must be between 1 and 1000000, not {MinRequests}.";
        if (Shortest < TimeSpan.FromMilliseconds(10) || Shortest > TimeSpan.FromHours(1))
            yield return $"{section}:Shortest must be between 00:00:00.010 and 01:00:00, not {Shortest}.";
        if (Longest < Shortest || Longest > TimeSpan.FromHours(1))
            yield return $"{section}:Longest must be between {section}:Shortest and 01:00:00, not {Longest}.";
        if (Jitter is not (>= 0 and <= 1))
            yield return $"{section}:Jitter must be between 0 and 1, not {Jitter}.";
    }
}
