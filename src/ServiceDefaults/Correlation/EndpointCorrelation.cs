using Wolverine;

namespace Modular.ServiceDefaults.Correlation;

/// <summary>Gives the request's correlation id to the endpoint's message context, from which stored events and messages take it.</summary>
/// <remarks>
/// Wolverine does this by itself, from the same header, but only for endpoints that ask for the message context by name; those that
/// return messages or events do not. Public because the code that Wolverine generates for an endpoint calls it.
/// </remarks>
public static class EndpointCorrelation
{
    public static void Before(IMessageContext messages) => messages.CorrelationId = CorrelationId.Current ?? messages.CorrelationId;
}
