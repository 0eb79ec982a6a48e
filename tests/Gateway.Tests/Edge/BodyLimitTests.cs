using System.Net;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Edge;

public sealed class BodyLimitTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_any_length_passes_where_no_limit_is_set(bool isChunked)
    {
        await using var gateway = await EdgeGateway.StartAsync();
        await using var store = await StoreAsync(gateway);

        using var answer = await PostAsync(gateway, 24 * 1024 * 1024, isChunked);

        Assert.Equal($"{24 * 1024 * 1024}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_and_one_below_passes(bool isChunked)
    {
        await using var gateway = await EdgeGateway.StartAsync(("Edge:MaxBodyBytes", "100000"));
        await using var store = await StoreAsync(gateway);

        // The sizes of chunks count.
        var length = isChunked ? 99_000 : 100_000;
        using var most = await PostAsync(gateway, length, isChunked);
        using var more = await PostAsync(gateway, 100_001, isChunked);

        Assert.Equal($"{length}", await most.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, more.StatusCode);
        Assert.Equal("application/problem+json", more.Content.Headers.ContentType!.MediaType);
    }

    static async Task<Upstream> StoreAsync(EdgeGateway gateway)
    {
        var store = await Upstream.StartAsync(async context =>
        {
            var buffer = new byte[64 * 1024];
            var count = 0;
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0; count += read)
                context.RequestAborted.ThrowIfCancellationRequested();
            await context.Response.WriteAsync($"{count}", context.RequestAborted);
        });
        gateway.Registry.Tell("store", store.Instance("store", "/store"));
        await gateway.RoutedAsync("/store");
        return store;
    }

    static async Task<HttpResponseMessage> PostAsync(EdgeGateway gateway, int length, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/store") { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.TransferEncodingChunked = isChunked;
        return await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
