using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Health;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>
/// Keeps one instance registered: once it is ready, then renewed at a third of its time with whether it still is, and again when the
/// registry forgot it. A registry that is away is tried again every second.
/// </summary>
sealed partial class RegistrationLoop(
    ServiceInstance instance, TimeSpan timeToLive, IServiceRegistrar registrar, Readiness readiness, TimeProvider time, ILogger logger)
{
    /// <summary>200 ms: how soon after it is ready it is registered.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    bool _isRegistered;
    bool _isFailing;

    /// <value>Whether it was ever registered: then others may know it.</value>
    public bool WasRegistered { get; private set; }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var pause = await StepAsync(cancellation);
            await Task.Delay(pause, time, cancellation);
        }
    }

    /// <summary>Takes the instance out. A registry that does not answer is no reason not to stop.</summary>
    public async Task DeregisterAsync(CancellationToken cancellation)
    {
        try
        {
            await registrar.DeregisterAsync(instance.Id, cancellation);
            LogDeregistered(instance.Id);
        }
#pragma warning disable CA1031 // Whatever the registry's trouble is, the process stops.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotDeregistered(instance.Id, e.Message);
        }
    }

    /// <returns>How long to wait until the next.</returns>
    async Task<TimeSpan> StepAsync(CancellationToken cancellation)
    {
        try
        {
            var report = await readiness.GetAsync(cancellation);
            if (_isRegistered)
                _isRegistered = await registrar.RenewAsync(instance.Id, report.IsReady, Note(report), cancellation);
            if (!_isRegistered && !report.IsReady)
                return LookEvery;
            if (!_isRegistered)
                await RegisterAsync(cancellation);
            _isFailing = false;
            return timeToLive / 3;
        }
#pragma warning disable CA1031 // A registry in trouble must not end a service that is well.
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isFailing)
                LogFailing(instance.Id, e.Message);
            _isFailing = true;
            return RetryEvery < timeToLive / 3 ? RetryEvery : timeToLive / 3;
        }
    }

    async Task RegisterAsync(CancellationToken cancellation)
    {
        // Before the call: one that is cut off may have come through.
        WasRegistered = true;
        await registrar.RegisterAsync(instance, timeToLive, cancellation);
        _isRegistered = true;
        LogRegistered(instance.Id, instance.Address);
    }

    static string Note(ReadinessReport report) => report.IsReady
        ? "ready"
        : string.Join("; ", report.Checks.Where(check => check.Status == "unhealthy").Select(check => check.Description ?? check.Name));

    [LoggerMessage(LogLevel.Information, "Registered as {Instance} at {Address}")]
    partial void LogRegistered(string instance, Uri address);

    [LoggerMessage(LogLevel.Warning, "Registration of {Instance} cannot be kept up: {Reason}. It is tried again every second")]
    partial void LogFailing(string instance, string reason);

    [LoggerMessage(LogLevel.Information, "Deregistered {Instance}")]
    partial void LogDeregistered(string instance);

    [LoggerMessage(LogLevel.Warning, "{Instance} is stopping and could not be deregistered: {Reason}")]
    partial void LogNotDeregistered(string instance, string reason);
}
