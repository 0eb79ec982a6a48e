using Modular.Gateway.Discovery;

namespace Modular.Gateway.Health;

/// <summary>One look at an instance.</summary>
interface IHealthProbe
{
    /// <returns>Why it is not well; null when it is.</returns>
    Task<string?> FailureAsync(Registration registration, TimeSpan timeout, CancellationToken cancellation);
}
