using Npgsql;

namespace Modular.Host.Postgres;

/// <summary>The one server of a data folder, from this host's point of view: running on a port, or to be started on it.</summary>
sealed partial class PostgresServer(
    DataFolder folder, ServerControl control, ServerDatabase database, PostgresOptions options, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(50);

    PostmasterFile? _run;

    public int Port { get; private set; }

    public int? ProcessId => _run?.ProcessId;

    public bool IsAlive => _run is not null && PostmasterProcess.IsAlive(_run, folder.Data);

    /// <summary>Takes over the server that a killed host has left running, or else starts one.</summary>
    /// <exception cref="EmbeddedPostgresException">It does not start, or not within <see cref="PostgresOptions.StartTimeout"/>.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => WithinTimeoutAsync(
        async deadline =>
        {
            var settingsChanged = ServerSettings.Write(folder.Data);
            if (await AdoptAsync(found => !settingsChanged && options.Port is var port && (port == 0 || port == found.Port), deadline))
                return;
            Port = RememberedPort.Choose(options, folder);
            await LaunchAsync(portMayChange: options.Port == 0, deadline);
            RememberedPort.Remember(folder, Port);
        },
        cancellationToken);

    /// <summary>Brings back a server that died, on the same port: the application holds a connection string with it.</summary>
    /// <exception cref="EmbeddedPostgresException">As <see cref="StartAsync"/>.</exception>
    public Task RestartAsync(CancellationToken cancellationToken) => WithinTimeoutAsync(
        async deadline =>
        {
            if (!await AdoptAsync(found => found.Port == Port, deadline))
                await LaunchAsync(portMayChange: false, deadline);
        },
        cancellationToken);

    public async Task StopAsync()
    {
        if (_run is not null && IsAlive)
            await control.StopAsync(_run, options.StopTimeout);
    }

    async Task<bool> AdoptAsync(Func<PostmasterFile, bool> fits, CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(folder.Data) is not { } found || !PostmasterProcess.IsAlive(found, folder.Data))
            return false;
        if (fits(found) && await control.SettledAsync(found, cancellationToken) is { } ready && await AnswersAsync(ready, cancellationToken))
        {
            (_run, Port) = (ready, ready.Port);
            LogAdopted(logger, ready.ProcessId, ready.Port);
            return true;
        }

        await control.StopAsync(found, options.StopTimeout);
        return false;
    }

    async Task<bool> AnswersAsync(PostmasterFile ready, CancellationToken cancellationToken)
    {
        try
        {
            await database.EnsureAsync(ready.Port, cancellationToken);
            return true;
        }
        catch (NpgsqlException e)
        {
            LogNotAdopted(logger, ready.ProcessId, e.Message);
            return false;
        }
    }

    async Task LaunchAsync(bool portMayChange, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await control.StartAsync(Port, options.StartTimeout, cancellationToken);
            if (outcome.Run is { } run)
            {
                _run = run;
                await database.EnsureAsync(Port, cancellationToken);
                return;
            }

            if (outcome.PortWasTaken && portMayChange)
                Port = FreePort.Any();
            else if (outcome.PredecessorIsLeaving)
                await Task.Delay(RetryEvery, time, cancellationToken);
            else
                throw DidNotStart(outcome.Log, inner: null);
        }
    }

    async Task WithinTimeoutAsync(Func<CancellationToken, Task> start, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await start(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw DidNotStart($"It was not ready after {options.StartTimeout} (Postgres:StartTimeout).", e);
        }
        catch (NpgsqlException e)
        {
            throw DidNotStart(e.Message, e);
        }
    }

    EmbeddedPostgresException DidNotStart(string why, Exception? inner) =>
        new($"PostgreSQL did not start on the data in {folder.Root}. Its log is {folder.LogFile}. {why}", inner);

    [LoggerMessage(LogLevel.Information, "Took over the PostgreSQL (process {ProcessId}, port {Port}) that an earlier host left running")]
    static partial void LogAdopted(ILogger logger, int processId, int port);

    [LoggerMessage(LogLevel.Warning, "The PostgreSQL (process {ProcessId}) that an earlier host left does not answer: {Reason} Starting another")]
    static partial void LogNotAdopted(ILogger logger, int processId, string reason);
}
