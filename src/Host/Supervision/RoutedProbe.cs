using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.Host.Supervision;

/// <summary>Asks the gateway until it sends requests to every instance, so that what is pasted next works.</summary>
sealed class RoutedProbe(HttpClient http, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="gateway">Its own API.</param>
    /// <param name="expected">Services, with their instances.</param>
    /// <returns>The services that still lack a route or an instance after 15 s.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync(Uri gateway, IReadOnlyDictionary<string, int> expected, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var missing = await MissingAsync(gateway, expected, cancellation);
            if (missing.Count == 0 || time.GetElapsedTime(began) > Patience)
                return missing;
            await Task.Delay(Pause, time, cancellation);
        }
    }

    async Task<IReadOnlyList<string>> MissingAsync(Uri gateway, IReadOnlyDictionary<string, int> expected, CancellationToken cancellation)
    {
        try
        {
            var available = (await http.GetFromJsonAsync<List<Service>>(new Uri(gateway, "services"), cancellation))!
                .ToDictionary(service => service.Name, service => service.Available, StringComparer.OrdinalIgnoreCase);
            var routed = (await http.GetFromJsonAsync<RouteTable>(new Uri(gateway, "routes"), cancellation))!
                .Routes.Select(route => route.Service).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return [.. expected.Where(service => !routed.Contains(service.Key) || available.GetValueOrDefault(service.Key) < service.Value).Select(service => service.Key)];
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return [.. expected.Keys];
        }
    }

    sealed record Service(string Name, int Available);

    sealed record RouteTable(IReadOnlyList<Route> Routes);

    sealed record Route(string? Service);
}
