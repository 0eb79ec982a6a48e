using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Modular.EndToEnd.Tests;

/// <summary>
/// Clients that order one after the other. Each order has a key of its own; a client that gets no answer asks again with the same
/// key until it has one, so that in the end every key has exactly one order.
/// </summary>
sealed class OrderLoad(Uri address) : IAsyncDisposable
{
    const int Clients = 8;

    static readonly string[] Tokens =
        ["tok_approved", "tok_approved", "tok_declined", "tok_approved", "tok_approved", "tok_approved", "tok_declined", "tok_approved", "tok_approved", "tok_flaky"];

    readonly CancellationTokenSource _enough = new();
    readonly Shop[] _shops = [.. Enumerable.Range(0, Clients).Select(_ => new Shop(address))];
    readonly ConcurrentDictionary<Guid, Guid> _orders = new();
    Task _clients = Task.CompletedTask;
    int _sent;
    int _repeated;
    long _lastRepeated;
    long _longestWait;

    /// <summary>The order that each key has placed.</summary>
    public IReadOnlyDictionary<Guid, Guid> Orders => _orders;

    /// <summary>Requests that had to be sent again.</summary>
    public int Repeated => _repeated;

    /// <summary>The longest that a client has waited for an answer to an order, however often it asked, since <see cref="ForgetWaits"/>.</summary>
    public TimeSpan LongestWait => TimeSpan.FromTicks(Interlocked.Read(ref _longestWait));

    public int Unavailable => _shops.Sum(shop => shop.Unavailable);

    public int UnavailableWithoutRetryAfter => _shops.Sum(shop => shop.UnavailableWithoutRetryAfter);

    public void ForgetWaits() => Interlocked.Exchange(ref _longestWait, 0);

    /// <summary>How long after a moment a request was last sent again; zero if none was.</summary>
    /// <param name="moment">A <see cref="Stopwatch"/> timestamp.</param>
    public TimeSpan LastRepeatedSince(long moment) =>
        Interlocked.Read(ref _lastRepeated) is var last && last > moment ? Stopwatch.GetElapsedTime(moment, last) : TimeSpan.Zero;

    public void Start() => _clients = Task.WhenAll(_shops.Select(OrderAsync));

    /// <summary>Returns when the clients have so many more answers.</summary>
    public Task UntilMoreAsync(int orders, TimeSpan deadline)
    {
        var wanted = _orders.Count + orders;
        return Eventually.SoAsync(deadline, () =>
            _clients.Exception is { } failure ? throw failure
            : Task.FromResult(_orders.Count < wanted ? $"{_orders.Count} of {wanted} orders are accepted" : null));
    }

    /// <summary>Lets every client finish its last order.</summary>
    public async Task FinishAsync(TimeSpan deadline)
    {
        await _enough.CancelAsync();
#pragma warning disable VSTHRD003 // Its own clients, begun in Start.
        await _clients.WaitAsync(deadline, TimeProvider.System, TestContext.Current.CancellationToken);
#pragma warning restore VSTHRD003
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        foreach (var shop in _shops)
            shop.Dispose();
        _enough.Dispose();
    }

    async Task OrderAsync(Shop shop)
    {
        while (!_enough.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _sent);
            var key = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
            var receipt = await UntilAnsweredAsync(() => shop.PlaceAsync(key, $"SKU-{number % 20 + 1}", 1 + number % 3, Tokens[number % Tokens.Length]));
            var orderId = receipt.GetProperty("orderId").GetGuid();
            _orders[key] = orderId;
            if (number % 11 == 0)
                await UntilAnsweredAsync(() => shop.CancelAsync(orderId));
        }
    }

    async Task<JsonElement> UntilAnsweredAsync(Func<Task<JsonElement?>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer)
            {
                Waited(Stopwatch.GetElapsedTime(began).Ticks);
                return answer;
            }

            Interlocked.Increment(ref _repeated);
            Interlocked.Exchange(ref _lastRepeated, Stopwatch.GetTimestamp());
            await Eventually.PauseAsync();
        }
    }

    void Waited(long ticks)
    {
        for (var longest = Interlocked.Read(ref _longestWait); ticks > longest; longest = Interlocked.Read(ref _longestWait))
            Interlocked.CompareExchange(ref _longestWait, ticks, longest);
    }
}
