namespace Modular.Host.Postgres;

/// <summary>How a start of the server ended.</summary>
/// <param name="Run">The server that accepts connections; null when it gave up.</param>
/// <param name="Log">When it gave up: the last lines of its log, in English.</param>
public sealed record StartOutcome(PostmasterFile? Run, string Log)
{
    public bool PortWasTaken => Log.Contains("could not bind", StringComparison.Ordinal);

    /// <summary>The children of a server that was killed still hold its memory. They go by themselves within moments.</summary>
    public bool PredecessorIsLeaving => Log.Contains("is still in use", StringComparison.Ordinal) && !PortWasTaken;
}
