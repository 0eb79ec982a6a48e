using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Discovery.Keys;
using Refit;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>The keys of a Consul, read by blocking queries, and its locks.</summary>
public sealed partial class ConsulKeys : IKeyValueStore, IDisposable
{
    readonly HttpClient _http;
    readonly IConsulKeyApi _api;
    readonly ConsulCalls _calls;
    readonly Chance _chance;
    readonly ILogger _logger;

    /// <param name="options">Which Consul, and how it is read; valid.</param>
    public ConsulKeys(ConsulOptions options, TimeProvider time, Chance chance, ILogger<ConsulKeys> logger)
    {
        (_http, _api) = ConsulConnection.Open<IConsulKeyApi>(options);
        _calls = new ConsulCalls(options, time);
        (_chance, _logger) = (chance, logger);
        Name = $"consul {options.Address.GetLeftPart(UriPartial.Authority)}";
    }

    public string Name { get; }

    public async IAsyncEnumerable<IReadOnlyList<StoredKey>> FollowAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pace = new QueryPace(_calls.Time, QueryPace.Shortest);
        var query = new BlockingQuery<List<KeyEntry>>(_calls, pace, (mode, token) => _api.UnderAsync(prefix, mode, token), none: []);
        var retry = new RetryPause(_calls.Options, _chance);
        IReadOnlyList<StoredKey>? told = null;
        while (true)
        {
            IReadOnlyList<StoredKey>? found = null;
            try
            {
                found = [.. (await query.NextAsync(cancellation)).Select(Read).OrderBy(static key => key.Key, StringComparer.Ordinal)];
                retry.Reset();
            }
            catch (ConsulException e)
            {
                LogLost(Name, prefix, e.Message);
                await Task.Delay(retry.Next(), _calls.Time, cancellation);
            }

            if (found is null || (told is not null && found.SequenceEqual(told)))
                continue;
            told = found;
            yield return found;
        }
    }

    public async Task<StoredKey?> GetAsync(string key, CancellationToken cancellation)
    {
        var response = await _calls.AtOnceAsync(token => _api.OneAsync(key, token), cancellation);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return null;
        return Checked(response) is [var entry] ? Read(entry) : null;
    }

    public async Task<bool> PutAsync(string key, string value, ulong? expected, CancellationToken cancellation) =>
        Checked(await _calls.AtOnceAsync(token => _api.PutAsync(key, Text(value), new() { Expected = expected }, token), cancellation));

    public async Task<bool> DeleteAsync(string key, ulong? expected, CancellationToken cancellation) =>
        Checked(await _calls.AtOnceAsync(token => _api.DeleteAsync(key, expected, token), cancellation));

    public Task LeadAsync(string key, string name, Func<CancellationToken, Task> lead, CancellationToken cancellation) =>
        new ConsulLock(_api, _calls, key, name, _logger).RunAsync(lead, cancellation);

    public void Dispose()
    {
        _http.Dispose();
        _calls.Dispose();
    }

    internal static StringContent Text(string value) => new(value, Encoding.UTF8, "application/octet-stream");

    internal static T Checked<T>(IApiResponse<T> response) => response.IsSuccessStatusCode && response.Content is { } content ? content : throw ConsulCalls.Refused(response);

    static StoredKey Read(KeyEntry entry) => new(entry.Key, entry.Value is null ? "" : Encoding.UTF8.GetString(entry.Value), entry.ModifyIndex);

    [LoggerMessage(LogLevel.Debug, "{Store} does not tell what is under {Prefix}: {Reason}. What it told before still stands")]
    partial void LogLost(string store, string prefix, string reason);
}
