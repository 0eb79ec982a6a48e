namespace Modular.Benchmarks.Processes;

/// <summary>Processor time so far, or, as a difference, within a window.</summary>
/// <param name="Host">Of the host and, when it is a whole system, of its processes.</param>
/// <param name="Client">What makes the load: this process, or pgbench.</param>
/// <param name="Machine">Of all processes together: what the other three do not explain disturbs the measurement.</param>
sealed record CpuTime(TimeSpan Host, TimeSpan Postgres, TimeSpan Client, TimeSpan Machine)
{
    public TimeSpan Ours => Host + Postgres + Client;

    public TimeSpan Others => Machine - Ours;

    public static CpuTime operator -(CpuTime later, CpuTime earlier) => new(
        later.Host - earlier.Host, later.Postgres - earlier.Postgres, later.Client - earlier.Client, later.Machine - earlier.Machine);

    public static CpuTime Read(int hostProcess, int postgresProcess, int clientProcess) => new(
        ProcStat.OfTree(hostProcess), ProcStat.OfTree(postgresProcess), ProcStat.Of(clientProcess), ProcStat.OfMachine());
}
