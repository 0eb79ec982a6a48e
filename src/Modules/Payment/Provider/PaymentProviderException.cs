namespace Modular.Payment.Provider;

/// <summary>The provider could not be reached, or failed. What it did before that is unknown; it is safe to ask again.</summary>
public sealed class PaymentProviderException : Exception
{
    public PaymentProviderException()
    {
    }

    public PaymentProviderException(string message) : base(message)
    {
    }

    public PaymentProviderException(string message, Exception inner) : base(message, inner)
    {
    }
}
