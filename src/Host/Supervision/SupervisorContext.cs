namespace Modular.Host.Supervision;

/// <summary>What all supervised processes share.</summary>
sealed record SupervisorContext(ProcessLog Log, ReadyProbe Ready, TimeProvider Time)
{
    /// <summary>What is set in each child's environment: no secret stands on a command line.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Starts a child: its assembly, its arguments, its environment, and what takes the lines that it writes. Default: a process.</summary>
    public Func<string, IEnumerable<string>, IReadOnlyDictionary<string, string>, Action<string>, IChildProcess> Start { get; init; } = ChildProcess.Start;

    /// <summary>How long a child may take to stop before it is ended. Default 45 s: more than its own deadline.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(45);
}
