using System.Collections.Concurrent;
using System.Diagnostics;

namespace Modular.Benchmarks.Resilience;

/// <summary>One request from outside.</summary>
/// <param name="At">When it was due, from the beginning of the load.</param>
/// <param name="Took">From then to its answer: what waited to be sent has waited too.</param>
/// <param name="Instance">Who answered; null for nobody.</param>
sealed record Answered(TimeSpan At, TimeSpan Took, bool Failed, string? Instance);

/// <summary>Requests at a steady rate, however long the answers take.</summary>
sealed class SteadyRequests(HttpClient http, Uri target, int rate)
{
    readonly ConcurrentQueue<Answered> _answers = [];
    readonly long _began = Stopwatch.GetTimestamp();

    public IReadOnlyCollection<Answered> Answers => _answers;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>Sends until it is told to stop, and waits for the last answers.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var sent = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                for (var due = Elapsed.TotalSeconds * rate; sent.Count < due;)
                    sent.Add(SendAsync(TimeSpan.FromSeconds((double)sent.Count / rate)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }

        await Task.WhenAll(sent);
    }

    async Task SendAsync(TimeSpan due)
    {
        try
        {
            using var answer = await http.GetAsync(target, CancellationToken.None);
            _answers.Enqueue(new(due, Elapsed - due, !answer.IsSuccessStatusCode, answer.Headers.TryGetValues(FaultyInstance.Header, out var names) ? names.First() : null));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            _answers.Enqueue(new(due, Elapsed - due, Failed: true, Instance: null));
        }
    }
}
