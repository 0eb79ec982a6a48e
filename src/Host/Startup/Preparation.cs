using System.Diagnostics;
using Modular.Host.Commands;
using Modular.Host.Topology;
using Modular.Kernel;

namespace Modular.Host.Startup;

/// <summary>
/// What a process does before it says that it is ready: it brings the schemas up to date, then rehearses an order, so that the first
/// customer does not wait for compiling, loading and connecting (docs/adr/0011-rehearsal.md). It begins as soon as there are services
/// and runs beside the rest of the start: nothing touches the database before the schemas are there, nothing is ready before the
/// rehearsals are over.
/// </summary>
sealed partial class Preparation : IHostedLifecycleService
{
    readonly SchemaMigration _migration;
    readonly IEnumerable<IRehearsal> _rehearsals;
    readonly IHostApplicationLifetime _lifetime;
    readonly ILogger<Preparation> _log;
    readonly Lazy<Steps> _steps;

    public Preparation(
        SchemaMigration migration, IEnumerable<IRehearsal> rehearsals, IHostApplicationLifetime lifetime, ILogger<Preparation> log)
    {
        (_migration, _rehearsals, _lifetime, _log) = (migration, rehearsals, lifetime, log);
        _steps = new(Start);
    }

    /// <summary>Begins now and not when the host starts. What fails is reported when it starts.</summary>
    public void Begin() => _ = _steps.Value;

    public Task StartingAsync(CancellationToken cancellationToken) => _steps.Value.Migrated.WaitAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => _steps.Value.Rehearsed.WaitAsync(cancellationToken);

    Steps Start()
    {
        var cancellation = _lifetime.ApplicationStopping;
        var migrated = Task.Run(() => _migration.MigrateAsync(cancellation), cancellation);
        var rehearsed = migrated.ContinueWith(
            _ => Task.WhenAll(_rehearsals.Select(rehearsal => Task.Run(() => RehearseAsync(rehearsal, cancellation), cancellation))),
            cancellation, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default).Unwrap();
        return new(migrated, rehearsed);
    }

    async Task RehearseAsync(IRehearsal rehearsal, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await rehearsal.RehearseAsync(cancellation);
            LogRehearsed(rehearsal.GetType().Name, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
#pragma warning disable CA1031 // Whatever it is, the process can serve without having rehearsed.
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(e, rehearsal.GetType().Name);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Debug, "{Rehearsal} took {Milliseconds:F0} ms")]
    partial void LogRehearsed(string rehearsal, double milliseconds);

    [LoggerMessage(LogLevel.Warning, "{Rehearsal} failed: the first requests will be slower than usual")]
    partial void LogFailed(Exception e, string rehearsal);

    sealed record Steps(Task Migrated, Task Rehearsed);
}

static class PreparationExtensions
{
    /// <summary>Comes before everything else that uses a module's database.</summary>
    public static void AddPreparation(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SchemaMigration>();
        builder.Services.AddSingleton<Preparation>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Preparation>());
    }

    /// <summary>Prepares while the rest is being built, unless the process only runs a command.</summary>
    public static void Prepare(this WebApplication app, string[] args)
    {
        if (!CommandLine.IsCommand(args))
            app.Services.GetRequiredService<Preparation>().Begin();
    }
}
