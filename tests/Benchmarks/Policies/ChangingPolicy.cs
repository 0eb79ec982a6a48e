using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Modular.Benchmarks.Resilience;

namespace Modular.Benchmarks.Policies;

/// <summary>Documents that change all the time, each put through the gateway's API, and a request right after each that must obey it.</summary>
/// <param name="trial">The gateway, with a document of its own in its folder.</param>
sealed class ChangingPolicy(Trial trial)
{
    const string Header = "x-policy";

    /// <summary>Of so many changes one takes the route's document back, and one is about the instances.</summary>
    const int RareEvery = 10;

    public int Changes { get; private set; }

    /// <summary>Changes that the next request did not obey.</summary>
    public int Disobeyed { get; private set; }

    /// <summary>Makes so many changes a second until it is told to stop.</summary>
    /// <exception cref="BenchmarkException">The gateway does not take one.</exception>
    public async Task RunAsync(int perSecond, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await ChangeAsync(++Changes);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }
    }

    async Task ChangeAsync(int number)
    {
        switch (number % RareEvery)
        {
            case RareEvery - 1:
                await SendAsync(HttpMethod.Delete, "VirtualService", text: null);
                await ObeyedAsync(null);
                break;
            case RareEvery / 2:
                await SendAsync(HttpMethod.Put, "DestinationRule", Instances(number));
                break;
            default:
                await SendAsync(HttpMethod.Put, "VirtualService", Route(number));
                await ObeyedAsync($"{number}");
                break;
        }
    }

    async Task SendAsync(HttpMethod method, string kind, string? text)
    {
        using var request = new HttpRequestMessage(method, new Uri(trial.Admin, $"/policies/{kind}/bench"));
        if (text is not null)
            request.Content = new StringContent(text, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/yaml"));
        using var answer = await trial.Http.SendAsync(request, CancellationToken.None);
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkException($"{method} of a {kind} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
    }

    async Task ObeyedAsync(string? expected)
    {
        using var answer = await trial.Http.GetAsync(trial.Target, CancellationToken.None);
        var told = answer.Headers.TryGetValues(Header, out var values) ? values.Single() : null;
        if (answer.StatusCode != HttpStatusCode.OK || told != expected)
            Disobeyed++;
    }

    static string Route(int number) =>
        $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: bench }
        spec:
          hosts: [bench]
          http:
          - match: [{ headers: { x-other: { exact: "{{number}}" } } }]
            directResponse: { status: 204 }
          - route:
            - destination: { host: bench, subset: all }
              weight: {{number % 101}}
            - destination: { host: bench, subset: same }
              weight: {{100 - (number % 101)}}
            headers: { response: { set: { {{Header}}: "{{number}}" } } }
            retries: { attempts: {{1 + (number % 3)}}, perTryTimeout: 2s, retryOn: "connect-failure,reset,5xx" }
            timeout: {{5 + (number % 3)}}s
        """;

    static string Instances(int number) =>
        $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: bench }
        spec:
          host: bench
          trafficPolicy:
            loadBalancer: { simple: {{(number % 20 < 10 ? "ROUND_ROBIN" : "LEAST_REQUEST")}} }
            connectionPool: { http: { http2MaxRequests: {{1000 + number}} } }
            outlierDetection: { consecutive5xxErrors: {{5 + (number % 3)}} }
          subsets:
          - { name: all, labels: {} }
          - { name: same, labels: {} }
        """;

    /// <summary>The subsets that the route's documents name.</summary>
    public Task BeginAsync() => SendAsync(HttpMethod.Put, "DestinationRule", Instances(0));
}
