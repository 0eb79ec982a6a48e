namespace Modular.Host.Supervision;

/// <summary>What a supervised process does.</summary>
enum ProcessState
{
    /// <summary>It was stopped on purpose, or never started.</summary>
    Stopped,

    /// <summary>It runs, and is not ready yet.</summary>
    Starting,

    /// <summary>It is ready.</summary>
    Ready,

    /// <summary>It was asked to stop, and finishes what it does.</summary>
    Stopping,

    /// <summary>It died, and is started again after a pause.</summary>
    Restarting,

    /// <summary>It died too often, and stays down until somebody starts it.</summary>
    Down,
}
