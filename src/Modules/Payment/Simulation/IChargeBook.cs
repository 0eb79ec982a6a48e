using Modular.Kernel;

namespace Modular.Payment.Simulation;

/// <summary>The simulated provider's own book: one line for a key, whatever happens. Every call is one atomic step.</summary>
interface IChargeBook
{
    /// <summary>
    /// Enters <paramref name="verdict"/> for the key and counts the attempt. A line that is decided already stays as it is.
    /// </summary>
    /// <returns>How the key stands now, which is not the verdict if the key was decided before.</returns>
    /// <exception cref="Provider.PaymentProviderException">The book cannot be reached.</exception>
    Task<ChargeVerdict> ChargeAsync(Guid key, Money amount, string token, ChargeVerdict verdict, CancellationToken cancellation);

    /// <summary>Gives back a charge; where there is none, sees to it that there will not be one.</summary>
    /// <exception cref="Provider.PaymentProviderException">The book cannot be reached.</exception>
    Task RefundAsync(Guid key, CancellationToken cancellation);
}

/// <param name="Status">One of <see cref="ChargeStatus"/>.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="Failures">How many attempts fail before the verdict stands.</param>
sealed record ChargeVerdict(string Status, string? Reason = null, int Failures = 0);
