namespace Modular.Host.Postgres;

/// <summary>
/// A private PostgreSQL server that lives as long as the host. It is an installed one, or one fetched once; its data stay.
/// Disposing it stops the server cleanly, so dispose it after everything that holds connections.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    readonly HostLock _lock;
    readonly PostgresServer _server;
    readonly PostgresSupervisor _supervisor;

    EmbeddedPostgres(
        HostLock held, DataFolder folder, PostgresBinaries binaries, PostgresServer server, PostgresSupervisor supervisor, string connectionString)
    {
        (_lock, _server, _supervisor) = (held, server, supervisor);
        (DataDirectory, LockFile, BinDirectory, Version, ConnectionString) =
            (folder.Root, folder.LockFile, binaries.BinDirectory, binaries.Version, connectionString);
    }

    /// <summary>For the superuser <c>modular</c> and the database <c>modular</c>. Holds the password: do not log it.</summary>
    public string ConnectionString { get; }

    /// <summary>The full path of the data folder.</summary>
    public string DataDirectory { get; }

    /// <summary>Locked (<c>flock</c>) for as long as a host lives on the folder.</summary>
    public string LockFile { get; }

    /// <summary>Where the programs of the server were found.</summary>
    public string BinDirectory { get; }

    /// <summary>The version of the server, such as <c>17.6</c>.</summary>
    public string Version { get; }

    /// <summary>The port on 127.0.0.1. It stays the same when the server has to be started again.</summary>
    public int Port => _server.Port;

    /// <summary>The process of the server; another one after it had to be started again.</summary>
    public int? ProcessId => _server.ProcessId;

    /// <summary>Starts the server, or takes over the one that a killed host has left running on the same folder.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot run; the message says why and what to do.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        PostgresOptions options, TimeProvider time, ILogger<EmbeddedPostgres> logger, CancellationToken cancellationToken = default)
    {
        options.ThrowIfInvalid();
        var began = time.GetTimestamp();
        var folder = DataFolder.Open(options.DataDirectory);
        var held = HostLock.Take(folder);
        PostgresServer? server = null;
        try
        {
            var user = ServerUser.Current();
            var binaries = await new BinarySelection(options, folder, BinaryFinder.OfThisMachine, logger).SelectAsync(user, cancellationToken);
            var tools = new ServerTools(binaries.BinDirectory, user, folder.Root);
            if (folder.MajorVersion is null)
                await ClusterCreation.CreateAsync(folder, tools, time, logger, cancellationToken);
            var log = new ServerLog(folder.LogFile);
            var database = new ServerDatabase(folder);
            server = new PostgresServer(folder, new(folder, tools, log, time, logger), database, options, time, logger);
            await server.StartAsync(cancellationToken);
            LogReady(logger, binaries.Version, binaries.BinDirectory, server.Port, folder.Root, time.GetElapsedTime(began).TotalMilliseconds);
            return new(held, folder, binaries, server, new(server, log, time, logger), database.ConnectionString(server.Port));
        }
        catch
        {
            if (server is not null)
                await server.StopAsync();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server: what was committed is saved, and the next start needs no recovery.</summary>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync();
        await _server.StopAsync();
        _lock.Dispose();
    }

    [LoggerMessage(
        LogLevel.Information,
        "PostgreSQL {Version} from {BinDirectory} is ready on 127.0.0.1:{Port} after {Milliseconds:F0} ms; its data are in {DataDirectory}")]
    static partial void LogReady(ILogger logger, string version, string binDirectory, int port, string dataDirectory, double milliseconds);
}
