using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Modular.Conformance.Tests;

/// <summary>Plain HTTP to a Consul: no client library stands between the suite and what is sent.</summary>
public sealed class ConsulClient : IDisposable
{
    readonly HttpClient _http;

    public ConsulClient(Uri address)
    {
        _http = new HttpClient { BaseAddress = new Uri(address, "/v1/"), Timeout = TimeSpan.FromMinutes(2) };
        if (Environment.GetEnvironmentVariable("CONSUL_HTTP_TOKEN") is { Length: > 0 } token)
            _http.DefaultRequestHeaders.Add("X-Consul-Token", token);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Waits for what is newer than an index.</summary>
    public Task<Answer> GetAsync(string path, ulong index, string wait) =>
        GetAsync(string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}index={index}&wait={wait}"));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> PutAsync(string path) => SendAsync(HttpMethod.Put, path, null);

    /// <param name="body">Text is sent as it is, anything else as JSON.</param>
    public Task<Answer> PutAsync(string path, object body) =>
        SendAsync(HttpMethod.Put, path, new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8));

    /// <summary>Sends a body in chunks, which does not say beforehand how long it is.</summary>
    public Task<Answer> PutInChunksAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    /// <summary>A request without a body, with any method.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path) => SendAsync(method, path, null);

    public void Dispose() => _http.Dispose();

    async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = content;
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.MediaType,
            response.Content.Headers.ContentType?.CharSet,
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, string? ContentType, string? CharSet, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body of an answer that must be 200.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Text}");
            return JsonDocument.Parse(Text).RootElement;
        }
    }

    /// <summary><c>X-Consul-Index</c>.</summary>
    public ulong Index => ulong.Parse(Headers["X-Consul-Index"], CultureInfo.InvariantCulture);

    /// <summary>Fails unless the status is 200.</summary>
    public Answer Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Text}");
        return this;
    }
}
