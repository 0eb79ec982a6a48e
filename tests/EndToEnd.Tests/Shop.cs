using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.EndToEnd.Tests;

/// <summary>The API as a client sees it. A request that got no answer, or a 5xx, says nothing: it returns null.</summary>
sealed class Shop(Uri address) : IDisposable
{
    readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Answers of 503, and how many of them did not say when to come back.</summary>
    public int Unavailable { get; private set; }

    public int UnavailableWithoutRetryAfter { get; private set; }

    public async Task<JsonElement?> PlaceAsync(Guid key, string sku, int quantity, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Headers = { { "Idempotency-Key", key.ToString() } },
            Content = JsonContent.Create(new { customerId = "customer", lines = new[] { new { sku, quantity } }, payment = new { token } }),
        };
        return await SendAsync(request);
    }

    public async Task<JsonElement?> CancelAsync(Guid orderId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/orders/{orderId}/cancel");
        return await SendAsync(request);
    }

    public async Task<JsonElement?> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async Task<bool> IsFinalAsync(Guid orderId) =>
        await GetAsync($"/api/orders/{orderId}") is { } order && order.GetProperty("status").ToString() is not ("Placed" or "0");

    public void Dispose() => _http.Dispose();

    async Task<JsonElement?> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Unavailable++;
                UnavailableWithoutRetryAfter += response.Headers.RetryAfter is null ? 1 : 0;
            }

            if ((int)response.StatusCode >= 500)
                return null;
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.Conflict, $"{request.RequestUri}: {response.StatusCode} {body}");
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException })
        {
            return null;
        }
    }
}
