namespace Modular.Host.Topology;

/// <summary>A combination of settings that cannot work. The message names the one to change.</summary>
sealed class TopologyException(string message) : Exception(message);
