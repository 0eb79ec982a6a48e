using System.Net;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Forwarding;

public sealed class TrustedProxiesTests
{
    [Theory]
    // A client may say what it likes.
    [InlineData(null, "127.0.0.1", "http", "127.0.0.1")]
    [InlineData("192.0.2.0/24", "127.0.0.1", "http", "127.0.0.1")]
    [InlineData("127.0.0.0/8", "203.0.113.7", "https", "shop.example")]
    [InlineData("127.0.0.1", "203.0.113.7", "https", "shop.example")]
    public async Task What_is_said_of_the_client_is_believed_from_a_trusted_proxy_only(string? trusted, string client, string scheme, string host)
    {
        await using var gateway = await TestGateway.StartAsync(trusted is null ? [] : [("Forwarding:TrustedProxies:0", trusted)]);
        await using var order = await Upstream.StartAsync(context => context.Response.WriteAsync(string.Join(
            '|', context.Request.Headers["X-Forwarded-For"], context.Request.Headers["X-Forwarded-Proto"], context.Request.Headers["X-Forwarded-Host"], context.Request.Headers["Forwarded"], context.Request.Headers["X-Forwarded-Prefix"])));
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        using var ready = await gateway.EventuallyAsync("/api/orders", HttpStatusCode.OK);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "shop.example");
        request.Headers.Add("X-Forwarded-Prefix", "/elsewhere");
        request.Headers.Add("Forwarded", "for=198.51.100.1");
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var seen = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('|');
        Assert.Equal([client, scheme, "", ""], [seen[0].Replace("::ffff:", "", StringComparison.Ordinal), seen[1], seen[3], seen[4]]);
        Assert.StartsWith(host, seen[2], StringComparison.Ordinal);
    }
}
