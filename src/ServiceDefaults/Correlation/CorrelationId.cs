using System.Diagnostics;

namespace Modular.ServiceDefaults.Correlation;

/// <summary>The id that joins everything done for one request of a client: HTTP calls, messages, the saga, log lines.</summary>
/// <remarks>
/// It lives as an attribute on the current span, under the name that Wolverine gives it on the spans of messages. So nothing has
/// to be carried beside the span, no logger scope is opened, and one search in a tracing tool finds a request with its messages.
/// </remarks>
public static class CorrelationId
{
    /// <summary>The request and response header.</summary>
    public const string Header = "X-Correlation-Id";

    /// <summary>The span attribute.</summary>
    public const string Attribute = "messaging.conversation_id";

    /// <summary>The longest id that is taken from outside, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>The id of the request or message being worked on; null outside of both, and for a batch of messages with different ids.</summary>
    public static string? Current
    {
        get
        {
            for (var span = Activity.Current; span is not null; span = span.Parent)
                if (span.GetTagItem(Attribute) is string id)
                    return id;

            return null;
        }
    }

    /// <summary>Whether an id from outside may be taken: 1 to <see cref="MaxLength"/> visible ASCII characters, so that it is safe in headers and logs.</summary>
    public static bool IsAcceptable(string? id) =>
        id is { Length: > 0 and <= MaxLength } && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
