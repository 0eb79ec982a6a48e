using System.Text.Json;

namespace Modular.Host.Supervision;

/// <summary>Asks a process until it says that it is ready, and speaks of it where that takes long.</summary>
sealed class ReadyProbe(HttpClient http, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan SpokenOfEvery = TimeSpan.FromMinutes(1);

    /// <param name="ready">Where it says so.</param>
    /// <param name="say">Takes why it is not ready, after 30 s and then every minute.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task WaitAsync(Uri ready, Action<string> say, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var spokenOfAt = Patience;
        while (await ReasonsAsync(ready, cancellation) is { } reasons)
        {
            if (time.GetElapsedTime(began) >= spokenOfAt)
            {
                say($"is not ready after {spokenOfAt.TotalSeconds} s: {reasons}");
                spokenOfAt += SpokenOfEvery;
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <returns>Why it is not ready; null when it is.</returns>
    async Task<string?> ReasonsAsync(Uri ready, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(ready, cancellation);
            if (answer.IsSuccessStatusCode)
                return null;
            var reasons = NotReady.Reasons(await answer.Content.ReadAsStringAsync(cancellation));
            return reasons.Count > 0 ? string.Join("; ", reasons) : $"{ready.Authority} answers {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return $"nothing answers at {ready.Authority}";
        }
    }

    /// <summary>The body of <c>/health/ready</c> where it is not.</summary>
    sealed record NotReady(IReadOnlyList<NotReady.Check?>? Checks)
    {
        public static IReadOnlyList<string> Reasons(string body)
        {
            try
            {
                var report = JsonSerializer.Deserialize<NotReady>(body, JsonSerializerOptions.Web);
                return [.. (report?.Checks ?? []).OfType<Check>().Where(check => check.Status == "unhealthy").Select(check => check.Description ?? check.Name ?? "")];
            }
            catch (JsonException)
            {
                return [];
            }
        }

        public sealed record Check(string? Name, string? Status, string? Description);
    }
}
