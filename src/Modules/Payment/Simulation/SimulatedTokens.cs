namespace Modular.Payment.Simulation;

/// <summary>The tokens that steer the simulated provider. Any other is declined as unknown.</summary>
static class SimulatedTokens
{
    public const string Approved = "tok_approved";

    public const string Declined = "tok_declined";

    /// <summary>Fails twice for a payment, then is approved.</summary>
    public const string Flaky = "tok_flaky";

    /// <summary>Is approved after 3 s.</summary>
    public const string Slow = "tok_slow";

    /// <summary>Never answers, and never charges.</summary>
    public const string Timeout = "tok_timeout";
}
