using System.Diagnostics;
using System.Net.Sockets;

namespace Modular.Benchmarks.Load;

/// <summary>
/// Places orders over a number of connections and waits for each to be final, until it is stopped. Closed: each connection sends
/// its next order at once. Paced: orders are due at a fixed rate, and one that goes out late because the host is slow counts its
/// delay from when it was due.
/// </summary>
sealed class OrderLoad : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly OrderRequests _requests;
    readonly TimeSpan? _pace;
    readonly long _most;
    readonly long _began = Stopwatch.GetTimestamp();
    readonly List<List<double>> _delays = [];
    readonly Task _workers;
    long _next = -1;
    long _failed;
    long _answered;

    OrderLoad(Uri host, int connections, double? ratePerSecond, long? most)
    {
        _requests = new(host);
        _pace = ratePerSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : null;
        _most = most ?? long.MaxValue;
        _workers = Task.WhenAll(Enumerable.Range(0, connections).Select(_ =>
        {
            var delays = new List<double>();
            _delays.Add(delays);
            return Task.Run(() => WorkAsync(host, delays));
        }));
    }

    /// <summary>Answers that were not 200 with a final order: the wait was over first, or something failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Ends when a bounded load has placed all its orders, or when the host went away.</summary>
    public Task Completion => _workers;

    public static OrderLoad Closed(Uri host, int connections, long? most = null) => new(host, connections, ratePerSecond: null, most);

    public static OrderLoad Paced(Uri host, int connections, double ratePerSecond) => new(host, connections, ratePerSecond, most: null);

    /// <summary>Lets it run for so long.</summary>
    /// <exception cref="BenchmarkException">The host went away.</exception>
    public async Task RunForAsync(TimeSpan time, CancellationToken cancellation)
    {
        var over = Task.Delay(time, TimeProvider.System, cancellation);
        await await Task.WhenAny(over, Completion);
    }

    /// <summary>Lets what is under way be answered and returns.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _workers;
    }

    /// <summary>Milliseconds from due to answered, shortest first; after <see cref="StopAsync"/>.</summary>
    /// <param name="skip">Orders at the start of each connection that count as warm-up, 0 to 1 of all.</param>
    public IReadOnlyList<double> Delays(double skip) =>
        [.. _delays.SelectMany(delays => delays.Skip((int)(delays.Count * skip))).Order()];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    async Task WorkAsync(Uri host, List<double> delays)
    {
        using var connection = await OrderConnection.OpenAsync(host, CancellationToken.None);
        while (!_stop.IsCancellationRequested && Interlocked.Increment(ref _next) is var number && number < _most)
        {
            var due = _pace is { } pace ? await WaitAsync(pace * number) : Stopwatch.GetElapsedTime(_began);
            if (_stop.IsCancellationRequested)
                return;
            if (!await PlaceAsync(connection, number))
                Interlocked.Increment(ref _failed);
            Interlocked.Increment(ref _answered);
            delays.Add((Stopwatch.GetElapsedTime(_began) - due).TotalMilliseconds);
        }
    }

    async Task<bool> PlaceAsync(OrderConnection connection, long number)
    {
        try
        {
            return await connection.SendAsync(_requests[number], CancellationToken.None) == 200;
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            throw new BenchmarkException($"The host went away under load: {gone.Message}", gone);
        }
    }

    async Task<TimeSpan> WaitAsync(TimeSpan due)
    {
        var ahead = due - Stopwatch.GetElapsedTime(_began);
        if (ahead > TimeSpan.Zero)
            await Task.Delay(ahead, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return due;
    }
}
