using Alba;
using Modular.Integration.Tests.Hosting;

[assembly: AssemblyFixture(typeof(TestSystem))]

namespace Modular.Integration.Tests.Hosting;

/// <summary>
/// What all tests share, started when the first asks for it: a PostgreSQL server, and the program in one process with one database.
/// Tests keep apart by items, customers and keys of their own.
/// </summary>
public sealed class TestSystem : IAsyncDisposable
{
    readonly SemaphoreSlim _gate = new(1);
    TestServer? _server;
    IAlbaHost? _monolith;

    /// <summary>The log of the shared host.</summary>
    internal CapturedLog Log { get; } = new();

    /// <summary>The database of the shared host.</summary>
    internal string Database { get; private set; } = "";

    internal async Task<TestServer> ServerAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _server ??= await TestServer.StartAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    internal async Task<IAlbaHost> MonolithAsync()
    {
        var server = await ServerAsync();
        await _gate.WaitAsync();
        try
        {
            if (_monolith is null)
            {
                Database = await server.NewDatabaseAsync();
                _monolith = await TestHost.StartAsync(Database, Log, TestHost.TellsWhatIsHandled);
                using var client = _monolith.Server.CreateClient();
                await Eventually.EqualsAsync(true, async () =>
                {
                    using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
                    return ready.IsSuccessStatusCode;
                });
            }

            return _monolith;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_monolith is not null)
            await _monolith.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _gate.Dispose();
    }
}
