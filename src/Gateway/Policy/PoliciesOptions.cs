using Modular.Gateway.Configuration;

namespace Modular.Gateway.Policy;

/// <summary>Where policies come from: section <c>Policies</c>.</summary>
sealed record PoliciesOptions : IGatewayOptions
{
    public const string Section = "Policies";

    /// <value>A folder whose files <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> are read. Default <c>policies</c>, below the working directory; it need not be there. Empty: none.</value>
    public string Folder { get; init; } = "policies";

    /// <value>How often the folder is looked at; a change is taken the second time it is seen. Default 400 ms; 10 ms to 1 min.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(400);

    public IEnumerable<string> Failures(string section)
    {
        if (Interval < TimeSpan.FromMilliseconds(10) || Interval > TimeSpan.FromMinutes(1))
            yield return $"{section}:Interval must be between 00:00:00.010 and 00:01:00, not {Interval}.";
    }
}
