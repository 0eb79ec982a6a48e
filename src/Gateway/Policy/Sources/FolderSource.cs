namespace Modular.Gateway.Policy.Sources;

/// <summary>Brings the policies of a folder: what is there before the first request comes, and its changes within about a second.</summary>
sealed partial class FolderSource(PoliciesOptions options, PolicyStore store, TimeProvider time, ILogger<FolderSource> log) : BackgroundService
{
    readonly PolicyFolder _folder = new(options.Folder);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Folder.Length == 0)
            return Task.CompletedTask;
        Look();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    void Look()
    {
        try
        {
            var changes = _folder.Look();
            if (changes.Count > 0)
                store.Take(PolicyOrigin.Folder, changes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailed(options.Folder, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The policies in {Folder} stay as they are: {Reason}")]
    partial void LogFailed(string folder, string reason);
}
