using System.Net;
using Modular.Host.Postgres;
using Modular.Host.Supervision;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Supervision;

/// <summary>A system of level 4 with two instances of order.</summary>
public sealed class SupervisorTests : IAsyncDisposable
{
    readonly MadeUpChildren _children = new();
    readonly HttpClient _http;
    readonly Supervisor _supervisor;

    public SupervisorTests()
    {
        _http = new(_children);
        var plan = new SystemPlan(new() { Level = Level.Of("4"), Instances = WantedInstances.Parse("order=2", ["order", "inventory", "payment"]) });
        _supervisor = new(plan, new(new(TextWriter.Null, colours: false), new(_http, TimeProvider.System), TimeProvider.System)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            Start = _children.Start,
        });
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Scaling_down_keeps_the_instance_that_runs()
    {
        await _supervisor.StartAsync(Cancellation);
        await _supervisor.Find("order-1").StopAsync();

        await _supervisor.ScaleAsync("order", 1, Cancellation);

        Assert.Equal(["order-2 Ready"], Orders());
    }

    [Fact]
    public async Task Scaling_up_starts_the_instance_that_was_stopped()
    {
        await _supervisor.StartAsync(Cancellation);
        await _supervisor.Find("order-1").StopAsync();

        await _supervisor.ScaleAsync("order", 3, Cancellation);

        Assert.Equal(["order-1 Ready", "order-2 Ready", "order-3 Ready"], Orders());
    }

    [Fact]
    public async Task Who_starts_an_instance_that_is_being_removed_is_told_so_and_no_process_stays_behind()
    {
        await _supervisor.StartAsync(Cancellation);
        var mayStop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _children.MayStop = mayStop.Task;
        await _supervisor.ScaleAsync("order", 3, Cancellation);
        var removed = _supervisor.Find("order-3");

        var scaling = _supervisor.ScaleAsync("order", 2, Cancellation);
        var starting = removed.StartAsync();
        mayStop.SetResult();
        await scaling;

        await Assert.ThrowsAsync<RemovedProcessException>(() => starting);
        Assert.Equal(_supervisor.Processes.Select(process => process.ProcessId!.Value).Order(), _children.Living.Order());
    }

    [Fact]
    public async Task A_restart_beside_the_removal_of_its_process_is_answered_with_not_found()
    {
        await _supervisor.StartAsync(Cancellation);
        var mayStop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _children.MayStop = mayStop.Task;
        await _supervisor.ScaleAsync("order", 3, Cancellation);
        await using var control = await ControlApi.StartAsync(_supervisor, FreePort.Any(), Cancellation);
        using var http = new HttpClient { BaseAddress = new(control.Urls.Single()) };

        var restarting = http.PostAsync(new Uri("/processes/order-3/restart", UriKind.Relative), null, Cancellation);
        await _children.AskedToStopAsync(_supervisor.Find("order-3").ProcessId!.Value);
        var scaling = _supervisor.ScaleAsync("order", 2, Cancellation);
        mayStop.SetResult();
        await scaling;
        using var answer = await restarting;

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no process 'order-3' any more", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(_supervisor.Processes.Select(process => process.ProcessId!.Value).Order(), _children.Living.Order());
    }

    [Fact]
    public async Task Who_scales_before_the_services_are_started_waits_for_them()
    {
        var mayBeReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _children.MayBeReady = mayBeReady.Task;

        var starting = _supervisor.StartAsync(Cancellation);
        var scaling = _supervisor.ScaleAsync("order", 3, Cancellation);
        mayBeReady.SetResult();
        await Task.WhenAll(starting, scaling);

        Assert.Equal(["order-1 Ready", "order-2 Ready", "order-3 Ready"], Orders());
    }

    [Fact]
    public async Task An_instance_that_does_not_become_ready_keeps_nobody_from_scaling_it_away()
    {
        await _supervisor.StartAsync(Cancellation);
        _children.MayBeReady = new TaskCompletionSource().Task;
        var scaling = _supervisor.ScaleAsync("order", 3, Cancellation);
        _children.MayBeReady = Task.CompletedTask;

        await _supervisor.ScaleAsync("inventory", 2, Cancellation).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Cancellation);
        await _supervisor.ScaleAsync("order", 2, Cancellation).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Cancellation);
        await scaling;

        Assert.Equal(["order-1 Ready", "order-2 Ready"], Orders());
    }

    IEnumerable<string> Orders() => _supervisor.Processes
        .Where(process => process.Plan.Service == "order")
        .Select(process => $"{process.Plan.Name} {process.State}")
        .Order(StringComparer.Ordinal);
}
