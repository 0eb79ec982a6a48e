using Modular.Host.Postgres;

namespace Modular.Host.Supervision;

/// <summary>One process of the plan: started, watched, started again when it dies, and stopped.</summary>
sealed class SupervisedProcess(ProcessPlan plan, SupervisorContext context) : IAsyncDisposable
{
    // Never disposed: whoever waits for a turn when the process is removed gets it, to be refused. It holds nothing but memory.
    readonly SemaphoreSlim _turn = new(1);
    readonly RestartPolicy _restarts = new(context.Time);
    CancellationTokenSource? _stop;
    Task _run = Task.CompletedTask;
    volatile bool _isEndExpected;
    bool _isRemoved;
    TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProcessPlan Plan => plan;

    public ProcessState State { get; private set; }

    /// <summary>Why it is in this state.</summary>
    public string Reason { get; private set; } = "not started yet";

    public Uri? Address { get; private set; }

    public int? ProcessId { get; private set; }

    public int Restarts { get; private set; }

    /// <summary>Starts it, unless it runs.</summary>
    /// <exception cref="RemovedProcessException">It is gone.</exception>
    public Task StartAsync() => InTurnAsync(() =>
    {
        if (_isRemoved)
            throw new RemovedProcessException(plan.Name);
        if (!_run.IsCompleted)
            return Task.CompletedTask;
        _restarts.Forget();
        _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _stop?.Dispose();
        _stop = new();
        _run = RunAsync(_stop.Token);
        return Task.CompletedTask;
    });

    /// <summary>Everything stops: if it ends before it is told to, it stays so.</summary>
    public void ExpectTheEnd() => _isEndExpected = true;

    /// <summary>Lets it finish what it does, and stops it.</summary>
    public Task StopAsync() => InTurnAsync(EndAsync);

    /// <summary>Ready for the first time since it was started, or given up.</summary>
    public Task SettledAsync(CancellationToken cancellation) => _settled.Task.WaitAsync(cancellation);

    /// <summary>Stops it for good: nobody starts it any more.</summary>
    public async ValueTask DisposeAsync() => await InTurnAsync(async () =>
    {
        _isRemoved = true;
        await EndAsync();
        _stop?.Dispose();
        _stop = null;
    });

    async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var death = await LiveAsync(stop);
            if (stop.IsCancellationRequested || _isEndExpected)
                break;
            if (_restarts.AfterDeath() is not { } pause)
            {
                Become(ProcessState.Down, $"{death}; that was once too often: more than {RestartPolicy.MaxRestarts} times in {RestartPolicy.Period.TotalSeconds} s");
                _settled.TrySetResult();
                return;
            }

            Restarts++;
            Become(ProcessState.Restarting, $"{death}; starting it again in {pause.TotalSeconds} s");
            await Task.Delay(pause, context.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Become(ProcessState.Stopped, "stopped");
        _settled.TrySetResult();
    }

    /// <returns>How it ended.</returns>
    async Task<string> LiveAsync(CancellationToken stop)
    {
        var port = plan.Port ?? FreePort.Any();
        Address = new($"http://127.0.0.1:{port}");
        await using var child = context.Start(
            plan.Assembly, [.. plan.Arguments, "--urls", Address.OriginalString], context.Environment, line => context.Log.Write(plan.Name, line));
        ProcessId = child.Id;
        Become(ProcessState.Starting, $"process {child.Id} on {Address.Authority}");

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var exited = child.ExitedAsync(CancellationToken.None);
        var ready = context.Ready.WaitAsync(new(Address, plan.ReadyPath), what => context.Log.Say(plan.Name, what), ended.Token);
        if (await Task.WhenAny(exited, ready) == ready && ready.IsCompletedSuccessfully)
        {
            Become(ProcessState.Ready, $"process {child.Id} on {Address.Authority}");
            _settled.TrySetResult();
        }

        await Task.WhenAny(exited, Task.Delay(Timeout.InfiniteTimeSpan, context.Time, stop));
        await ended.CancelAsync();
        if (!exited.IsCompleted)
        {
            Become(ProcessState.Stopping, "finishing what it does");
            if (!await child.StopAsync(context.StopDeadline, context.Time))
                context.Log.Say(plan.Name, $"did not stop within {context.StopDeadline.TotalSeconds} s: ended");
        }

        ProcessId = null;
        return $"it ended with exit code {await exited}";
    }

    async Task EndAsync()
    {
        if (_stop is not null)
            await _stop.CancelAsync();
        await _run.WaitAsync(CancellationToken.None);
    }

    void Become(ProcessState state, string reason)
    {
        (State, Reason) = (state, reason);
        context.Log.Say(plan.Name, $"{state.ToString().ToLowerInvariant()}: {reason}");
    }

    async Task InTurnAsync(Func<Task> change)
    {
        await _turn.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _turn.Release();
        }
    }
}
