using Modular.Gateway.Configuration;

namespace Modular.Gateway.Canary.Control;

/// <summary>How rollouts are watched: section <c>Canary</c>. What a rollout does is in its document.</summary>
sealed record CanaryOptions : IGatewayOptions
{
    public const string Section = "Canary";

    /// <value>How often the leading gateway looks whether something must be taken back or is due. Default 500 ms; 10 ms to 1 min.</value>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <value>How long the start of a gateway waits to be told by the registry which versions get what. Default 2 s; 0 to 1 min.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public IEnumerable<string> Failures(string section)
    {
        if (Look < TimeSpan.FromMilliseconds(10) || Look > TimeSpan.FromMinutes(1))
            yield return $"{section}:Look must be between 00:00:00.010 and 00:01:00, not {Look}.";
        if (StartTimeout < TimeSpan.Zero || StartTimeout > TimeSpan.FromMinutes(1))
            yield return $"{section}:StartTimeout must be between 00:00:00 and 00:01:00, not {StartTimeout}.";
    }
}
