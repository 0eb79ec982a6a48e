using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;

namespace Modular.EndToEnd.Tests.Faults;

/// <summary>
/// So many requests a second, whether the last ones were answered or not: nine readings to one order. An order carries a key, as a client's
/// should that means to ask again; nothing here asks again.
/// </summary>
sealed class SteadyLoad(Uri address, int perSecond) : IAsyncDisposable
{
    const int OrderEvery = 10;

    readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(5) }) { BaseAddress = address };
    readonly ConcurrentQueue<string> _failures = new();
    readonly CancellationTokenSource _enough = new();
    Task _running = Task.CompletedTask;
    int _sent;

    public int Sent => _sent;

    /// <summary>What was answered with anything but a success, or not at all.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public void Start() => _running = RunAsync();

    public async Task FinishAsync()
    {
        await _enough.CancelAsync();
#pragma warning disable VSTHRD003 // Its own requests, begun in Start.
        await _running;
#pragma warning restore VSTHRD003
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync();
        _http.Dispose();
        _enough.Dispose();
    }

    async Task RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var open = new List<Task>();
        while (!_enough.IsCancellationRequested)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond); _sent < due;)
                open.Add(SendAsync(Interlocked.Increment(ref _sent)));
            open.RemoveAll(request => request.IsCompletedSuccessfully);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await Task.WhenAll(open);
    }

    async Task SendAsync(int number)
    {
        var path = number % OrderEvery == 0 ? "/api/orders" : $"/api/inventory/SKU-{number % 20 + 1}";
        try
        {
            using var request = number % OrderEvery == 0 ? Order(path) : new HttpRequestMessage(HttpMethod.Get, path);
            using var answer = await _http.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
                _failures.Enqueue($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
#pragma warning disable CA1031 // Whatever it is, it is a request that failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures.Enqueue($"{path}: {e.Message}");
        }
    }

    static HttpRequestMessage Order(string path) => new(HttpMethod.Post, path)
    {
        Headers = { { "Idempotency-Key", $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}" } },
        Content = JsonContent.Create(new
        {
            customerId = "c-42",
            lines = new[] { new { sku = "SKU-1", quantity = 1 } },
            payment = new { token = "tok_approved" },
        }),
    };
}
