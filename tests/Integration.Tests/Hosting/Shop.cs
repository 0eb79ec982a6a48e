using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Alba;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Modular.Order.Contracts;
using Modular.Payment.Contracts;

namespace Modular.Integration.Tests.Hosting;

/// <summary>Talks to a host over HTTP, as a client does.</summary>
sealed class Shop(IAlbaHost host)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public HttpClient Client { get; } = host.Server.CreateClient();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A text that no other test uses: a SKU, a customer, a key.</summary>
    public static string Unique(string prefix = "sku") => $"{prefix}-{NewId.From(TimeProvider.System):N}";

    public static PlaceOrderRequest Order(string sku, int quantity = 1, string token = "tok_approved", string? customer = null) =>
        new(customer ?? Unique("customer"), [new OrderLineRequest(sku, quantity)], new PaymentRequest(token));

    /// <summary>Lists a new item with units on hand, and waits until it can be ordered.</summary>
    public async Task<string> StockAsync(int units, decimal price = 10m, string? sku = null)
    {
        sku ??= Unique();
        await SendAsync(HttpMethod.Post, "/api/inventory", new ListItemRequest(sku, $"Name of {sku}", new Money(price, "EUR")));
        if (units > 0)
            await SendAsync(HttpMethod.Post, $"/api/inventory/{sku}/receipts", new ReceiveStockRequest(units));
        await Eventually.EqualsAsync(true, () => IsKnownToOrdersAsync(sku));
        return sku;
    }

    /// <summary>Places an order and waits until it is final.</summary>
    public async Task<OrderReceipt> PlaceFinalAsync(PlaceOrderRequest order)
    {
        using var response = await PlaceAsync(order, ("Prefer", "wait=30"));
        response.EnsureSuccessStatusCode();
        return await ReadAsync<OrderReceipt>(response);
    }

    public Task<HttpResponseMessage> PlaceAsync(PlaceOrderRequest order, params IEnumerable<(string Name, string Value)> headers) =>
        RequestAsync(HttpMethod.Post, "/api/orders", JsonContent.Create(order, options: Json), headers);

    public async Task<OrderReceipt> CancelAsync(Guid id)
    {
        using var response = await RequestAsync(HttpMethod.Post, $"/api/orders/{id}/cancel");
        response.EnsureSuccessStatusCode();
        return await ReadAsync<OrderReceipt>(response);
    }

    public async Task<OrderView> OrderAsync(Guid id) => await GetAsync<OrderView>($"/api/orders/{id}");

    public async Task<StockItemView> ItemAsync(string sku) => await GetAsync<StockItemView>($"/api/inventory/{sku}");

    public async Task<PaymentView> PaymentAsync(Guid orderId) => await GetAsync<PaymentView>($"/api/payments/{orderId}");

    public async Task<T> GetAsync<T>(string path)
    {
        using var response = await Client.GetAsync(path, Cancellation);
        response.EnsureSuccessStatusCode();
        return await ReadAsync<T>(response);
    }

    /// <summary>The body, whatever the status.</summary>
    public async Task<string> TextAsync(string path)
    {
        using var response = await Client.GetAsync(path, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>Sends a body that must be accepted.</summary>
    public async Task SendAsync(HttpMethod method, string path, object body)
    {
        using var response = await RequestAsync(method, path, JsonContent.Create(body, body.GetType(), options: Json));
        response.EnsureSuccessStatusCode();
    }

    public async Task<HttpResponseMessage> RequestAsync(
        HttpMethod method, string path, HttpContent? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body;
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, Cancellation);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<T>(Json, Cancellation) ?? throw new JsonException("null");

    // An order that cannot succeed: it asks for an item, and fails on its quantity only when the item is known.
    async Task<bool> IsKnownToOrdersAsync(string sku)
    {
        using var response = await PlaceAsync(new("probe", [new(sku, 10_000), new(sku, 1)], new("tok_declined")));
        return !(await response.Content.ReadAsStringAsync(Cancellation)).Contains("There is no item", StringComparison.Ordinal);
    }
}
