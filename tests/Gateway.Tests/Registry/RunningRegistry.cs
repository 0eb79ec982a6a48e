using Microsoft.Extensions.Logging.Abstractions;
using Modular.Gateway.Registry;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Tests.Registry;

/// <summary>An embedded registry on a real socket that can be killed, and started again, empty but for keys in a file, on the same port.</summary>
sealed class RunningRegistry(string? keysFile = null) : IAsyncDisposable
{
    EmbeddedRegistry? _registry;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public ConsulOptions Options => new() { Address = Address };

    public static async Task<RunningRegistry> StartedAsync(string? keysFile = null)
    {
        var running = new RunningRegistry(keysFile);
        await running.StartAsync();
        return running;
    }

    public async Task StartAsync()
    {
        _registry = await EmbeddedRegistry.StartAsync(Address, keysFile, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        Address = _registry.Address;
    }

    /// <summary>Ends it as a crash does: connections are cut, nobody is answered.</summary>
    public async Task KillAsync()
    {
        await _registry!.StopAsync(new CancellationToken(canceled: true));
        await _registry.DisposeAsync();
        _registry = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
            await KillAsync();
    }
}
