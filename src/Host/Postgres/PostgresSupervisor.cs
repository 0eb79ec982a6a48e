namespace Modular.Host.Postgres;

/// <summary>
/// Brings the server back when it dies while the host lives. The first restart is immediate; a server that dies again within
/// <see cref="Settled"/>, or does not start, is given pauses that double up to <see cref="LongestPause"/>.
/// </summary>
sealed partial class PostgresSupervisor : IAsyncDisposable
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    readonly PostgresServer _server;
    readonly ServerLog _log;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stop = new();
    readonly Task _watching;

    public PostgresSupervisor(PostgresServer server, ServerLog log, TimeProvider time, ILogger logger)
    {
        (_server, _log, _time, _logger) = (server, log, time, logger);
        _watching = WatchAsync(_stop.Token);
    }

    /// <summary>Ends the watch; the server stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
#pragma warning disable VSTHRD003 // Its own loop, begun in the constructor.
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        _stop.Dispose();
    }

    async Task WatchAsync(CancellationToken cancellationToken)
    {
        var pause = TimeSpan.Zero;
        var since = _time.GetTimestamp();
        while (true)
        {
            await Task.Delay(LookEvery, _time, cancellationToken);
            if (_server.IsAlive)
                continue;
            LogGone(_logger, _server.ProcessId, _server.Port, _log.LastLines);
            pause = _time.GetElapsedTime(since) > Settled ? TimeSpan.Zero : Longer(pause);
            await Task.Delay(pause, _time, cancellationToken);
            await TryRestartAsync(cancellationToken);
            since = _time.GetTimestamp();
        }
    }

    async Task TryRestartAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            await _server.RestartAsync(cancellationToken);
            LogBack(_logger, _server.ProcessId, _server.Port, _time.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotBack(_logger, e.Message);
        }
    }

    static TimeSpan Longer(TimeSpan pause) =>
        pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));

    [LoggerMessage(LogLevel.Error, "PostgreSQL (process {ProcessId}) is gone; starting it again on port {Port}. The end of its log:\n{Log}")]
    static partial void LogGone(ILogger logger, int? processId, int port, string log);

    [LoggerMessage(LogLevel.Information, "PostgreSQL (process {ProcessId}) is back on port {Port} after {Milliseconds:F0} ms")]
    static partial void LogBack(ILogger logger, int? processId, int port, double milliseconds);

    [LoggerMessage(LogLevel.Error, "PostgreSQL is not back: {Reason}")]
    static partial void LogNotBack(ILogger logger, string reason);
}
