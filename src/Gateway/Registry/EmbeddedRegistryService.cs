namespace Modular.Gateway.Registry;

/// <summary>Runs the embedded registry from before the gateway's start until after its end.</summary>
sealed partial class EmbeddedRegistryService(
    EmbeddedRegistryOptions options, TimeProvider time, ILoggerFactory logging, ILogger<EmbeddedRegistryService> logger) : IHostedLifecycleService, IAsyncDisposable
{
    EmbeddedRegistry? _registry;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _registry = await EmbeddedRegistry.StartAsync(options.Address, options.KeysFile.Length == 0 ? null : options.KeysFile, time, logging, cancellationToken);
        LogRunning(_registry.Address);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => _registry?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
            await _registry.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Information, "The embedded registry answers on {Address}: Consul's API, for development")]
    partial void LogRunning(Uri address);
}
