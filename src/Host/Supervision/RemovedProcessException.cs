namespace Modular.Host.Supervision;

/// <summary>A process was asked to start while its service was scaled down, and is gone.</summary>
sealed class RemovedProcessException(string name) : Exception($"There is no process '{name}' any more: it was removed meanwhile.");
