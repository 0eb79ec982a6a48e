using System.Text.Json;
using System.Text.Json.Nodes;
using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.Routing;
using Modular.ServiceDefaults.Documentation;

namespace Modular.Gateway.Documentation;

/// <summary>
/// The OpenAPI documents of all services as one: of each, what the gateway routes to it. Fetched when asked for, and again when the instances
/// of a service have changed, or a while after it failed; a service that cannot be asked keeps the document that it had.
/// </summary>
sealed partial class ServiceDocuments(ServiceDirectory directory, ServedRoutes routes, Upstream upstream, ILogger<ServiceDocuments> log, TimeProvider time)
    : IApiDocument, IDisposable
{
    /// <summary>2 seconds for one service, all being asked at the same time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>30 seconds, for which one that could not be had is not asked for again, unless the instances change.</summary>
    static readonly TimeSpan Respite = TimeSpan.FromSeconds(30);

    readonly Lock _gate = new();
    readonly CancellationTokenSource _end = new();
    readonly Dictionary<string, Fetched> _fetched = new(StringComparer.OrdinalIgnoreCase);
    Task<JsonObject>? _refreshing;
    JsonObject? _merged;
    RouteTable? _mergedFor;

    /// <summary>Who asks while others wait for services waits with them: one that is slow is slow once, not once for each.</summary>
    public async ValueTask<JsonObject> GetAsync(CancellationToken cancellation)
    {
        Task<JsonObject> refreshing;
        lock (_gate)
            refreshing = _refreshing = _refreshing is { IsCompleted: false } ? _refreshing : RefreshAsync();
        return await refreshing.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    async Task<JsonObject> RefreshAsync()
    {
        var table = routes.Table;
        var isNew = await FetchAsync(table);
        if (_merged is null || isNew || !ReferenceEquals(table, _mergedFor))
            (_merged, _mergedFor) = (ApiDocuments.Merge(_fetched.Where(IsRouted).Select(fetched => Routed(fetched.Key, fetched.Value.Document!))), table);
        return _merged;

        bool IsRouted(KeyValuePair<string, Fetched> fetched) => fetched.Value.Document is not null && table.Routes.Any(route => route.Service == fetched.Key);
        KeyValuePair<string, JsonObject> Routed(string service, JsonObject document) => KeyValuePair.Create(service, RoutedPaths.Of(service, document, table));
    }

    async Task<bool> FetchAsync(RouteTable table)
    {
        var names = table.Routes.Select(route => route.Service).Distinct(StringComparer.OrdinalIgnoreCase);
        var stale = names.Select(name => directory.Find(name)?.Service).OfType<Service>()
            .Select(service => (service.Name, Source: Source(service), Mark: Mark(service)))
            .Where(service => service.Source is not null && IsStale(service.Name, service.Mark))
            .ToList();
        var documents = await Task.WhenAll(stale.Select(service => FetchAsync(service.Source!)));
        foreach (var ((name, _, mark), document) in stale.Zip(documents))
            _fetched[name] = document is null ? new(mark, _fetched.GetValueOrDefault(name)?.Document, FailedAt: time.GetTimestamp()) : new(mark, document, FailedAt: null);
        return stale.Count > 0;
    }

    bool IsStale(string service, string mark) =>
        !_fetched.TryGetValue(service, out var fetched) || fetched.Mark != mark || (fetched.FailedAt is { } at && time.GetElapsedTime(at) >= Respite);

    static Registration? Source(Service service) => service.Candidates.Destinations.Select(destination => destination.Registration)
        .FirstOrDefault(registration => registration.OpenApiPath is not null);

    static string Mark(Service service) => string.Join('\n', service.Instances.Select(instance => instance.Id));

    async Task<JsonObject?> FetchAsync(Registration source)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, source.Address + source.OpenApiPath![1..])
            {
                Version = source.IsHttp2 ? upstream.Shared.Http2.Version! : upstream.Shared.Http1.Version!,
                VersionPolicy = source.IsHttp2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
            };
            using var answer = await upstream.Shared.Client.SendAsync(request, either.Token);
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(either.Token);
            return await JsonNode.ParseAsync(body, cancellationToken: either.Token) as JsonObject ?? throw new JsonException("It is no object.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException || (failure is OperationCanceledException && !_end.IsCancellationRequested))
        {
            LogFailed(source.Instance.Service, source.Id, failure.Message);
            return null;
        }
    }

    /// <param name="Mark">The instances that there were.</param>
    /// <param name="Document">Null when it never could be had.</param>
    /// <param name="FailedAt">When it could not be had the last time, a timestamp; null when it could.</param>
    sealed record Fetched(string Mark, JsonObject? Document, long? FailedAt);

    [LoggerMessage(LogLevel.Warning, "The OpenAPI document of {Service} could not be had from {Instance}: {Reason}")]
    partial void LogFailed(string service, string instance, string reason);
}
