namespace Modular.Host.Supervision;

/// <summary>What brings a service to a number of instances that run: the numbers of those to remove, to start again and to add. Pure.</summary>
sealed record Scaling(IReadOnlyList<int> Remove, IReadOnlyList<int> Start, IReadOnlyList<int> Add)
{
    /// <summary>What does not run is the first to be removed, and the first to be started; of what runs, the youngest go.</summary>
    /// <param name="wanted">How many shall run.</param>
    /// <param name="instances">Those that are there, by number.</param>
    public static Scaling To(int wanted, IReadOnlyDictionary<int, ProcessState> instances)
    {
        var running = instances.Keys.Where(number => Runs(instances[number])).Order().ToList();
        var idle = instances.Keys.Except(running).Order().ToList();
        var missing = Math.Max(0, wanted - running.Count);
        var start = idle.Take(missing).ToList();
        return new(
            [.. idle.Skip(start.Count), .. running.Skip(wanted)],
            start,
            [.. Enumerable.Range(1, int.MaxValue).Except(instances.Keys).Take(missing - start.Count)]);
    }

    // What was told to stop is as good as stopped; what died and is started again will run without anybody's help.
    static bool Runs(ProcessState state) => state is ProcessState.Starting or ProcessState.Ready or ProcessState.Restarting;
}
