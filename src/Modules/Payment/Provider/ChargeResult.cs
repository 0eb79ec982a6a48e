namespace Modular.Payment.Provider;

/// <summary>A provider's final answer to a charge.</summary>
public abstract record ChargeResult
{
    ChargeResult()
    {
    }

    /// <param name="Reference">The provider's own number of the charge.</param>
    public sealed record Approved(string Reference) : ChargeResult;

    /// <param name="Reason">Why, for people.</param>
    public sealed record Declined(string Reason) : ChargeResult;
}
