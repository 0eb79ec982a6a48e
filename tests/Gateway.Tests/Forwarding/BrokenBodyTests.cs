using Modular.Gateway.Tests.Edge;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Forwarding;

/// <summary>Requests whose body breaks half-way, as they come over a socket.</summary>
public sealed class BrokenBodyTests
{
    [Theory]
    // Passed on as it comes.
    [InlineData("POST", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\ng\r\n", 400)]
    // Kept for a repetition.
    [InlineData("PUT", "Content-Length: 100\r\n\r\nhello", 408)]
    [InlineData("POST", "Content-Length: 100\r\n\r\nhello", 408)]
    public async Task The_client_is_told_in_problem_details(string method, string rest, int status)
    {
        await using var gateway = await EdgeGateway.StartAsync(("Edge:MinRequestRate", "1000"), ("Edge:RateGrace", "00:00:02"));
        await using var order = await Upstream.StartAsync(async context => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        gateway.Registry.Tell("order", order.Instance("order", "/api"));
        await gateway.RoutedAsync("/api");

        var answer = await gateway.SendAsync($"{method} /api HTTP/1.1\r\nHost: edge.test\r\n{rest}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains(status == 400 ? "urn:modular:problem:bad-request" : "urn:modular:problem:request-timeout", answer, StringComparison.Ordinal);
        Assert.Contains("\"service\":\"order\"", answer, StringComparison.Ordinal);
    }
}
