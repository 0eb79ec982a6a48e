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

    /// <summary>Starts everything; returns once all are ready, or one was given up.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await StartAsync([.. plan.Foundations.Select(Add)], cancellation);
        await StartAsync([.. plan.Services.Select(Add)], cancellation);
    }

    /// <exception cref="UnknownNameException">There is no such process.</exception>
    public SupervisedProcess Find(string name) => Processes.FirstOrDefault(process => process.Plan.Name == name)
        ?? throw new UnknownNameException("process", name, Processes.Select(process => process.Plan.Name));

    /// <summary>Brings a service to that many instances. What is too many finishes its work first, the youngest before the others.</summary>
    /// <exception cref="UnknownNameException">There is no such service.</exception>
    /// <exception cref="TopologyException">It cannot have that many.</exception>
    public async Task ScaleAsync(string service, int instances, CancellationToken cancellation)
    {
        plan.ThrowUnlessScalable(service, instances);
        await _turn.WaitAsync(cancellation);
        try
        {
            var all = Processes.Where(process => process.Plan.Service == service).OrderBy(process => NumberOf(process.Plan)).ToList();
            var tooMany = all.Skip(instances).ToList();
            await Task.WhenAll(tooMany.Select(RemoveAsync));
            var missing = Enumerable.Range(1, int.MaxValue)
                .Where(number => all.TrueForAll(process => NumberOf(process.Plan) != number))
                .Take(Math.Max(0, instances - all.Count));
            await StartAsync([.. missing.Select(number => Add(plan.Instance(service, number)))], cancellation);
        }
        finally
        {
            _turn.Release();
        }
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

    static async Task StartAsync(IReadOnlyList<SupervisedProcess> processes, CancellationToken cancellation)
    {
        await Task.WhenAll(processes.Select(process => process.StartAsync()));
        await Task.WhenAll(processes.Select(process => process.SettledAsync(cancellation)));
    }

    static int NumberOf(ProcessPlan process) =>
        int.Parse(process.Name[(process.Name.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
