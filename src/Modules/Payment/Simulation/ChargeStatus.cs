namespace Modular.Payment.Simulation;

/// <summary>How a key stands in the book, spelled as it is stored.</summary>
static class ChargeStatus
{
    /// <summary>Asked for, but every attempt so far has failed. The only one that a further charge can change.</summary>
    public const string Failed = "failed";

    public const string Charged = "charged";

    public const string Declined = "declined";

    public const string Refunded = "refunded";

    /// <summary>Called off before it was charged; it will not be.</summary>
    public const string Voided = "voided";
}
