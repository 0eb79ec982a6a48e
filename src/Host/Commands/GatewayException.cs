namespace Modular.Host.Commands;

/// <summary>The gateway does not answer, or refuses; the message says why, and what to do.</summary>
sealed class GatewayException(string message, Exception? inner = null) : Exception(message, inner);
