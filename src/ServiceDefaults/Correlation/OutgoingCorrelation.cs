using Wolverine;

namespace Modular.ServiceDefaults.Correlation;

/// <summary>
/// Gives the request's correlation id to messages that are sent from outside of a handler. From there on Wolverine hands it from
/// each message to those that follow from it.
/// </summary>
sealed class OutgoingCorrelation : IEnvelopeRule
{
    public void Modify(Envelope envelope)
    {
        // Without its sender nothing is known about the envelope.
    }

    public void ApplyCorrelation(IMessageContext originator, Envelope outgoing)
    {
        // An id that differs from the sender's was set for this message on purpose.
        if (originator.Envelope is null && outgoing.CorrelationId == originator.CorrelationId)
            outgoing.CorrelationId = CorrelationId.Current ?? outgoing.CorrelationId;
    }
}
