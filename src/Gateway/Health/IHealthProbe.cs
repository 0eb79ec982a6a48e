using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Health;

/// <summary>One look at an instance.</summary>
interface IHealthProbe
{
    /// <param name="tls">How it is spoken to; null: as it registered.</param>
    /// <returns>Why it is not well; null when it is.</returns>
    Task<string?> FailureAsync(Registration registration, TlsSettings? tls, TimeSpan timeout, CancellationToken cancellation);
}
