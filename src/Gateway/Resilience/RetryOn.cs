namespace Modular.Gateway.Resilience;

/// <summary>What is tried again: the conditions of Envoy's <c>x-envoy-retry-on</c>, as far as they apply to HTTP.</summary>
[Flags]
enum RetryOn
{
    None = 0,

    /// <summary><c>connect-failure</c>: nobody could be connected to.</summary>
    ConnectFailure = 1,

    /// <summary><c>reset</c>: no answer at all: cut off, or not begun in time.</summary>
    Reset = 2,

    /// <summary><c>gateway-error</c>: 502, 503, 504, and all of <see cref="Reset"/>.</summary>
    GatewayError = 4,

    /// <summary><c>5xx</c>: any 5xx, and all of <see cref="Reset"/>.</summary>
    ServerError = 8,

    /// <summary><c>retriable-4xx</c>: 409.</summary>
    Conflict = 16,

    /// <summary>Refused before it could be acted on, and only where the request is idempotent: what is safe without a policy.</summary>
    SafelyRefused = 32,
}
