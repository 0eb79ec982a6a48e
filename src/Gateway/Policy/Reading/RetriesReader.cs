using System.Globalization;

namespace Modular.Gateway.Policy.Reading;

static class RetriesReader
{
    const int MaxAttempts = 100;

    static readonly Dictionary<string, RetryConditions> Conditions = new(StringComparer.Ordinal)
    {
        ["5xx"] = RetryConditions.ServerError,
        ["gateway-error"] = RetryConditions.GatewayError,
        ["reset"] = RetryConditions.Reset,
        ["reset-before-request"] = RetryConditions.ResetBeforeRequest,
        ["connect-failure"] = RetryConditions.ConnectFailure,
        ["retriable-4xx"] = RetryConditions.Retriable4xx,
        ["refused-stream"] = RetryConditions.RefusedStream,
        // The statuses stand beside it.
        ["retriable-status-codes"] = RetryConditions.None,
        ["cancelled"] = RetryConditions.GrpcCancelled,
        ["deadline-exceeded"] = RetryConditions.GrpcDeadlineExceeded,
        ["resource-exhausted"] = RetryConditions.GrpcResourceExhausted,
        ["internal"] = RetryConditions.GrpcInternal,
        ["unavailable"] = RetryConditions.GrpcUnavailable,
    };

    static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["retriable-headers"] = "which headers cannot be said in a VirtualService",
        ["envoy-ratelimited"] = "only Envoy marks its answers so",
        ["http3-post-connect-failure"] = "services are not spoken to by HTTP/3",
    };

    public static HttpRetries Read(Fields retries)
    {
        var attempts = retries.Required("attempts")?.Whole(0, MaxAttempts) ?? 0;
        var statuses = new SortedSet<int>();
        var read = new HttpRetries(
            attempts,
            retries["perTryTimeout"]?.Duration(),
            retries["retryOn"] is { } on ? On(on, statuses) : HttpRetries.DefaultOn,
            statuses,
            retries["retryRemoteLocalities"]?.Flag() ?? false,
            retries["retryIgnorePreviousHosts"]?.Flag() ?? true,
            retries["backoff"]?.Duration());
        if (attempts == 0 && retries["attempts"] is not null)
        {
            foreach (var name in (string[])["perTryTimeout", "retryOn", "backoff"])
                if (retries[name] is { } field)
                    field.Error("means nothing with 0 attempts, which is no retry");
        }

        return read;
    }

    static RetryConditions On(Node node, SortedSet<int> statuses)
    {
        var on = RetryConditions.None;
        foreach (var word in node.Text().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Conditions.TryGetValue(word, out var condition))
                on |= condition;
            else if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599)
                statuses.Add(status);
            else if (Refused.TryGetValue(word, out var why))
                node.Error($"'{word}' is not supported: {why}");
            else
                node.Error($"'{word}' is not a condition{Spelling.Hint(word, Conditions.Keys)} Allowed: {string.Join(", ", Conditions.Keys)}, and statuses from 400 to 599");
        }

        return on;
    }
}
