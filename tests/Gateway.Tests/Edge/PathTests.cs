namespace Modular.Gateway.Tests.Edge;

/// <summary>The path that a route is matched on is the path that its service is sent.</summary>
public sealed class PathTests(TwoServices running) : IClassFixture<TwoServices>
{
    [Theory]
    // RFC 3986, section 6.2.2.3: dot segments are removed, also escaped ones, and before matching.
    [InlineData("/api/orders/../payments", "/api/payments")]
    [InlineData("/api/orders/%2e%2e/payments", "/api/payments")]
    [InlineData("/api/orders/%2E./payments", "/api/payments")]
    [InlineData("/api/orders/./1", "/api/orders/1")]
    [InlineData("/api/payments/%2e/1", "/api/payments/1")]
    [InlineData("/../../api/orders", "/api/orders")]
    [InlineData("/api/orders/1/..", "/api/orders/")]
    [InlineData("http://edge.test/api/orders/../payments", "/api/payments")]
    [InlineData("http://edge.test/api/orders/%2e%2e/payments", "/api/payments")]
    // Empty segments, as nginx has it.
    [InlineData("/api//orders", "/api/orders")]
    [InlineData("//api///orders//1//", "/api/orders/1/")]
    [InlineData("/api//orders/..//payments", "/api/payments")]
    [InlineData("http://edge.test//api//orders", "/api/orders")]
    // Section 6.2.2.2: what needs no escape has none; what needs one keeps it.
    [InlineData("/api/%6Frders", "/api/orders")]
    [InlineData("/api/orders/a%20b", "/api/orders/a%20b")]
    [InlineData("/api/orders/%c3%a9", "/api/orders/%C3%A9")]
    [InlineData("/api/orders/%3f%23", "/api/orders/%3F%23")]
    [InlineData("/api/orders/a;b=c", "/api/orders/a;b=c")]
    [InlineData("/api/orders/...", "/api/orders/...")]
    [InlineData("/api/orders/a..b/.c", "/api/orders/a..b/.c")]
    [InlineData("/api/orders/[1]|2", "/api/orders/%5B1%5D%7C2")]
    // Escapes are undone once.
    [InlineData("/api/orders/%25", "/api/orders/%25")]
    [InlineData("/api/orders/%252e%252e/payments", "/api/orders/%252e%252e/payments")]
    [InlineData("/api/orders/%252e%252e%252fpayments", "/api/orders/%252e%252e%252fpayments")]
    [InlineData("http://edge.test/api/orders/%252e%252e/payments", "/api/orders/%252e%252e/payments")]
    // The query is the service's own, but for escapes that it lacks or does not need (System.Uri).
    [InlineData("/api/orders?next=/..//%2f", "/api/orders?next=/..//%2f")]
    [InlineData("/api/orders?next=%2e%2e\\", "/api/orders?next=..%5C")]
    [InlineData("/api/orders?", "/api/orders?")]
    public async Task It_is_normalised_once(string target, string sent)
    {
        running.Forget();

        var answer = await SendAsync(target);

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        var isOrder = sent.StartsWith("/api/orders", StringComparison.Ordinal);
        var seen = Assert.Single(isOrder ? running.Orders.Requests : running.Payments.Requests);
        Assert.Equal($"GET {sent} HTTP/1.1", seen[..seen.IndexOf('\r', StringComparison.Ordinal)]);
        Assert.Empty(isOrder ? running.Payments.Requests : running.Orders.Requests);
    }

    [Theory]
    [InlineData("/api/orders/..%2fpayments", "escaped-slash")]
    [InlineData("/api/orders/..%2Fpayments", "escaped-slash")]
    [InlineData("/api/orders/%2e%2e%2fpayments", "escaped-slash")]
    [InlineData("/api%2forders", "escaped-slash")]
    [InlineData("/api/orders/..%5cpayments", "escaped-slash")]
    [InlineData("/api/orders/a%5Cb", "escaped-slash")]
    [InlineData("http://edge.test/api/orders/..%2fpayments", "escaped-slash")]
    [InlineData("/api/orders/..\\payments", "backslash")]
    [InlineData("http://edge.test/api/orders/..\\payments", "backslash")]
    [InlineData("/api/orders/%0d%0aX-A:b", "control-character")]
    [InlineData("/api/orders/%7f", "control-character")]
    [InlineData("/api/orders/\u0001", "control-character")]
    [InlineData("/api/orders?a=\u0001", "control-character")]
    // An overlong '.', an overlong '/', a byte that begins nothing, half a surrogate pair.
    [InlineData("/api/orders/%c0%ae%c0%ae/payments", "invalid-utf8")]
    [InlineData("/api/orders/..%c0%afpayments", "invalid-utf8")]
    [InlineData("/api/orders/%ff", "invalid-utf8")]
    [InlineData("/api/orders/%ed%a0%80", "invalid-utf8")]
    [InlineData("/api/orders/%", "malformed-escape")]
    [InlineData("/api/orders/%2", "malformed-escape")]
    [InlineData("/api/orders/%zz", "malformed-escape")]
    [InlineData("/api/orders/%u002e", "malformed-escape")]
    [InlineData("/api/orders/..;/payments", "dot-parameter")]
    [InlineData("/api/orders/..;a=b/payments", "dot-parameter")]
    [InlineData("/api/orders/.;/1", "dot-parameter")]
    [InlineData("/api/orders/%2e%2e%3b/payments", "dot-parameter")]
    [InlineData("/api/orders#a", "fragment")]
    public async Task What_could_be_read_in_two_ways_is_refused(string target, string reason)
    {
        running.Forget();

        var answer = await SendAsync(target);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains($"\"reason\":\"{reason}\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"correlationId\":\"", answer, StringComparison.Ordinal);
        Assert.Empty(running.Orders.Requests);
        Assert.Empty(running.Payments.Requests);
        // By reason, on the page that operators watch.
        var page = await running.Gateway.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(page.Split('\n'), line => line.StartsWith("modular_gateway_edge_refusals", StringComparison.Ordinal) && line.Contains($"reason=\"{reason}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Empty_segments_can_be_left_alone_and_then_are_matched_and_sent_as_they_are()
    {
        await using var gateway = await EdgeGateway.StartAsync(("Edge:MergeSlashes", "false"));
        await using var orders = new Witness();
        gateway.Registry.Tell("order", orders.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");

        var other = await gateway.SendAsync(Request("/api//orders"));
        var below = await gateway.SendAsync(Request("/api/orders/http://example.com"));

        Assert.StartsWith("HTTP/1.1 404 ", other, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", below, StringComparison.Ordinal);
        Assert.Equal(["GET /api/orders", "GET /api/orders/http://example.com"], orders.Requests.Select(seen => seen[..seen.IndexOf(" HTTP", StringComparison.Ordinal)]).Distinct());
    }

    static string Request(string target) => $"GET {target} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n";

    Task<string> SendAsync(string target) => running.Gateway.SendAsync(Request(target));
}
