using System.Collections.Frozen;
using Modular.ServiceDefaults.Correlation;

namespace Modular.Gateway.Edge;

/// <summary>
/// Removes the headers that <c>Connection</c> names: they are for this connection only (RFC 9110, section 7.6.1). The forwarder leaves out
/// those that are so by definition.
/// </summary>
static class HopByHop
{
    /// <summary>What no message can do without, and what the gateway says of it: who names it wants to hide something from the service.</summary>
    static readonly FrozenSet<string> EndToEnd = FrozenSet.ToFrozenSet(
        ["Host", "Content-Length", "Transfer-Encoding", "Content-Type", "traceparent", CorrelationId.Header], StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of a request.</summary>
    public static void RemoveNamed(IHeaderDictionary headers)
    {
        var connection = headers.Connection;
        if (connection.Count == 0 || connection is [{ } only] && IsKnown(only))
            return;
        foreach (var value in connection)
            foreach (var name in Named(value))
                headers.Remove(name);
    }

    /// <summary>Those of an answer.</summary>
    /// <param name="response">What the service has answered.</param>
    /// <param name="headers">What of it goes to the client.</param>
    public static void RemoveNamed(HttpResponseMessage? response, IHeaderDictionary headers)
    {
        if (response is null || !response.Headers.NonValidated.TryGetValues("Connection", out var connection))
            return;
        foreach (var value in connection)
            if (!IsKnown(value))
                foreach (var name in Named(value))
                    headers.Remove(name);
    }

    static IEnumerable<string> Named(string? connection) =>
        from option in (connection ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        where !IsKnown(option) && !EndToEnd.Contains(option)
        select option;

    /// <summary>Options that name no header, and the one whose header the forwarder deals with.</summary>
    static bool IsKnown(string option) =>
        option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase)
        || option.Equals("close", StringComparison.OrdinalIgnoreCase)
        || option.Equals("Upgrade", StringComparison.OrdinalIgnoreCase);
}
