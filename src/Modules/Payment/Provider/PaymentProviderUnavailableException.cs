namespace Modular.Payment.Provider;

/// <summary>No answer could be had from the provider, retries included. It is not a decline: the outcome is unknown.</summary>
public sealed class PaymentProviderUnavailableException : Exception
{
    public PaymentProviderUnavailableException()
    {
    }

    public PaymentProviderUnavailableException(string message) : base(message)
    {
    }

    public PaymentProviderUnavailableException(string message, Exception inner) : base(message, inner)
    {
    }
}
