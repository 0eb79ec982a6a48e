namespace Modular.Host.Supervision;

/// <summary>Asks a process until it says that it is ready.</summary>
sealed class ReadyProbe(HttpClient http, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task WaitAsync(Uri ready, CancellationToken cancellation)
    {
        while (!await IsReadyAsync(ready, cancellation))
            await Task.Delay(Pause, time, cancellation);
    }

    async Task<bool> IsReadyAsync(Uri ready, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(ready, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
