using System.Diagnostics;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Makes sure that every request and every message has a trace id, also when no trace is exported.</summary>
/// <remarks>
/// A span is only made when somebody listens. This listener asks for the least there is, an id to pass on: no timing events, no
/// attributes beyond those that are set without asking. It stays for the life of the process, as the sources do.
/// </remarks>
static class TraceIds
{
    static readonly Lazy<ActivityListener> Listener = new(Listen);

    /// <summary>Starts listening; later calls change nothing.</summary>
    public static void Ensure() => _ = Listener.Value;

    static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Wolverine",
            Sample = (ref ActivityCreationOptions<ActivityContext> span) => Sample(span.Kind),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    // A message is passed on with the id of the span that made it; spans of sending and receiving would only come between.
    static ActivitySamplingResult Sample(ActivityKind kind) =>
        kind is ActivityKind.Server or ActivityKind.Internal ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.None;
}
