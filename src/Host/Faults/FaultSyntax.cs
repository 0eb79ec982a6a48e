using System.Globalization;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Host.Faults;

/// <summary>Faults as they are written: <c>error:5%</c>, <c>delay:200ms:10%</c>. Without a share they meet every request.</summary>
static class FaultSyntax
{
    const string Expected = "error:5%, delay:200ms or delay:200ms:10%";

    static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>The parts between commas.</summary>
    public static string[] PartsOf(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="TopologyException">It is none; the message says what is.</exception>
    public static Fault Parse(string text) => text.Split(':', StringSplitOptions.TrimEntries) switch
    {
        ["error"] => new ErrorFault(100),
        ["error", var share] => new ErrorFault(PercentOf(share, text)),
        ["delay", var delay] => new DelayFault(DelayOf(delay, text), 100),
        ["delay", var delay, var share] => new DelayFault(DelayOf(delay, text), PercentOf(share, text)),
        _ => throw new TopologyException($"'{text}' is not a fault. {FaultOptions.Setting} takes {Expected}; several with commas between them."),
    };

    static double PercentOf(string share, string text) =>
        share.EndsWith('%') && double.TryParse(share[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100
            ? percent
            : throw new TopologyException($"'{share}' in '{text}' is not a share of the requests. Write more than 0% and at most 100%, such as 5% or 0.5%.");

    static TimeSpan DelayOf(string delay, string text) =>
        GoDuration.TryParse(delay, out var duration) && duration >= ShortestDelay && duration <= LongestDelay
            ? duration
            : throw new TopologyException($"'{delay}' in '{text}' is not a delay. Write 1ms to 5m, such as 200ms or 1.5s.");
}
