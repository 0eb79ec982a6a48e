using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Supervision;

/// <summary>
/// Ties a process to the one that supervises it. The supervisor holds the other end of standard input: when it lets go, on purpose or
/// because it was killed, the process stops as it would on Ctrl-C. A Ctrl-C in the terminal that both share is left to the supervisor,
/// which stops its processes in order. Works on every system, and nobody has to know a process id.
/// </summary>
sealed partial class Lifeline(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Lifeline> log) : IHostedService, IDisposable
{
    /// <summary>A process that has not ended by itself this long after its supervisor let go is ended.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    PosixSignalRegistration? _interrupt;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        // A thread of its own: reading standard input blocks, and cannot be cancelled.
        new Thread(HoldOn) { IsBackground = true, Name = nameof(Lifeline) }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _interrupt?.Dispose();

    void HoldOn()
    {
        using var supervisor = Console.OpenStandardInput();
        while (supervisor.ReadByte() >= 0)
        {
        }

        LogLetGo();
        time.CreateTimer(static _ => Environment.Exit(1), null, Grace, Timeout.InfiniteTimeSpan);
        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Debug, "The supervisor has let go: stopping")]
    partial void LogLetGo();
}

public static class LifelineExtensions
{
    /// <summary>Whether this process is one of several that a supervisor shows together.</summary>
    public static bool IsSupervised(IConfiguration configuration) => configuration.GetValue<bool>("Supervision:Lifeline");

    /// <summary>Stops the process when its supervisor goes, if <c>Supervision:Lifeline</c> says that it has one.</summary>
    public static void AddLifeline(this IHostApplicationBuilder builder)
    {
        if (IsSupervised(builder.Configuration))
            builder.Services.AddHostedService<Lifeline>();
    }
}
