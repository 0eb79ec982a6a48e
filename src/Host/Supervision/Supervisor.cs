using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>Runs a whole system as child processes of this one: in order of dependence up, and the other way round down.</summary>
sealed class Supervisor(SystemPlan plan, SupervisorContext context) : IAsyncDisposable
{
    readonly SemaphoreSlim _turn = new(1);
    readonly List<SupervisedProcess> _processes = [];

    public IReadOnlyList<SupervisedProcess> Processes
    {
        get
        {
            lock (_processes)
                return [.. _processes];
        }
    }

    /// <summary>Starts everything; returns once all are ready, or one was given up. Whoever scales meanwhile waits for the foundations too.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var services = await InTurnAsync(async () =>
        {
            await SettledAsync(await StartAsync([.. plan.Foundations.Select(Add)]), cancellation);
            return await StartAsync([.. plan.Services.Select(Add)]);
        }, cancellation);
        await SettledAsync(services, cancellation);
    }

    /// <exception cref="UnknownNameException">There is no such process.</exception>
    public SupervisedProcess Find(string name) => Processes.FirstOrDefault(process => process.Plan.Name == name)
        ?? throw new UnknownNameException("process", name, Processes.Select(process => process.Plan.Name));

    /// <summary>Brings a service to that many instances that run; returns once those that were started are ready, or given up. What is removed finishes its work first.</summary>
    /// <exception cref="UnknownNameException">There is no such service.</exception>
    /// <exception cref="TopologyException">It cannot have that many.</exception>
    public async Task ScaleAsync(string service, int instances, CancellationToken cancellation)
    {
        plan.ThrowUnlessScalable(service, instances);
        var started = await InTurnAsync(async () =>
        {
            var there = Processes.Where(process => process.Plan.Service == service).ToDictionary(process => NumberOf(process.Plan));
            var steps = Scaling.To(instances, there.ToDictionary(instance => instance.Key, instance => instance.Value.State));
            await Task.WhenAll(steps.Remove.Select(number => RemoveAsync(there[number])));
            return await StartAsync([.. steps.Start.Select(number => there[number]), .. steps.Add.Select(number => Add(plan.Instance(service, number)))]);
        }, cancellation);
        // Not in the turn: an instance that does not become ready keeps nobody from scaling, not even from scaling it away.
        await SettledAsync(started, cancellation);
    }

    /// <summary>Stops everything: the services first, while what they need is still there.</summary>
    public async Task StopAsync()
    {
        // A terminal, or a service manager, may tell all processes at once.
        foreach (var process in Processes)
            process.ExpectTheEnd();
        var foundations = plan.Foundations.Select(process => process.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in Processes.GroupBy(process => foundations.Contains(process.Plan.Name)).OrderBy(group => group.Key))
            await Task.WhenAll(group.Select(process => process.StopAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // What somebody has added meanwhile goes too; whoever comes now adds nothing more.
        await _turn.WaitAsync(CancellationToken.None);
        foreach (var process in Processes)
            await process.DisposeAsync();
        _turn.Dispose();
    }

    SupervisedProcess Add(ProcessPlan process)
    {
        var added = new SupervisedProcess(process, context);
        lock (_processes)
            _processes.Add(added);
        return added;
    }

    async Task RemoveAsync(SupervisedProcess process)
    {
        await process.DisposeAsync();
        lock (_processes)
            _processes.Remove(process);
    }

    async Task<T> InTurnAsync<T>(Func<Task<T>> change, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await change();
        }
        finally
        {
            _turn.Release();
        }
    }

    static async Task<IReadOnlyList<SupervisedProcess>> StartAsync(IReadOnlyList<SupervisedProcess> processes)
    {
        await Task.WhenAll(processes.Select(process => process.StartAsync()));
        return processes;
    }

    static Task SettledAsync(IEnumerable<SupervisedProcess> processes, CancellationToken cancellation) =>
        Task.WhenAll(processes.Select(process => process.SettledAsync(cancellation)));

    static int NumberOf(ProcessPlan process) =>
        int.Parse(process.Name[(process.Name.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
