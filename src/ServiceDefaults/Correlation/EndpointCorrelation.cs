using Wolverine;

namespace Modular.ServiceDefaults.Correlation;

/// <summary>Gives the request's correlation id to the endpoint's message context, from which stored events and messages take it.</summary>
/// <remarks>Public because the code that Wolverine generates for an endpoint calls it.</remarks>
public static class EndpointCorrelation
{
    public static void Before(IMessageContext messages) => messages.CorrelationId = CorrelationId.Current ?? messages.CorrelationId;
}
