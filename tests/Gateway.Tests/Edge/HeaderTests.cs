namespace Modular.Gateway.Tests.Edge;

public sealed class HeaderTests
{
    static readonly string[] Identity =
    [
        "X-User", "x-USER", "X_User", "X-User-Id", "X-Auth-Request-User", "X-Auth-Request-Anything", "X-Forwarded-User", "X_Forwarded_For", "X-Forwarded-Client-Cert",
        "X-Client-Cert", "X-Client-Cert-Dn", "Client-Cert", "ssl-client-verify", "X-Remote-User", "X-Remote-Extra-Scopes", "Remote-User", "REMOTE_USER", "X-Real-IP", "X-Original-URL",
        "Cf-Access-Jwt-Assertion", "X-Goog-IAP-JWT-Assertion", "X-MS-CLIENT-PRINCIPAL-ID", "x-amzn-oidc-data",
        "True-Client-IP", "Client-IP", "client_ip", "X-Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "CF-Connecting-IP", "CF-Connecting-IPv6",
        "X-Envoy-External-Address", "x-envoy-upstream-rq-timeout-ms", "x-envoy-retry-on", "X_Envoy_Max_Retries",
    ];

    // Close, but no identity.
    static readonly string[] Others = ["X-Username", "X-Client-Version", "X-Request-Id", "Remote-Users", "Xuser", "User-Agent", "X-Use", "Client-IPs", "CF-Ray", "X-Envoys"];

    [Theory]
    [InlineData(null, false)]
    [InlineData("192.0.2.0/24", false)]
    [InlineData("127.0.0.0/8", true)]
    public async Task Who_the_client_is_says_nobody_but_a_trusted_proxy(string? trusted, bool isBelieved)
    {
        await using var gateway = await EdgeGateway.StartAsync(trusted is null ? [] : [("Forwarding:TrustedProxies:0", trusted)]);
        await using var orders = new Witness();
        gateway.Registry.Tell("order", orders.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");
        orders.Forget();

        await gateway.SendAsync(Get(string.Concat(Identity.Concat(Others).Select(name => $"{name}: admin\r\n"))));

        var seen = Assert.Single(orders.Requests);
        Assert.All(Identity, name => Assert.Equal(isBelieved, Has(seen, $"{name}: admin")));
        Assert.All(Others, name => Assert.True(Has(seen, $"{name}: admin"), name));
    }

    [Fact]
    public async Task Which_headers_these_are_can_be_said()
    {
        await using var gateway = await EdgeGateway.StartAsync(("Edge:IdentityHeaders:0", "X-Tenant"), ("Edge:IdentityHeaders:1", "X-Role-*"));
        await using var orders = new Witness();
        gateway.Registry.Tell("order", orders.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");
        orders.Forget();

        await gateway.SendAsync(Get("X-Tenant: a\r\nX-Role-Admin: a\r\nX-User: a\r\n"));

        var seen = Assert.Single(orders.Requests);
        Assert.False(Has(seen, "X-Tenant: a") || Has(seen, "X-Role-Admin: a"));
        Assert.True(Has(seen, "X-User: a"));
    }

    /// <remarks>Kestrel forgets names that stand beside <c>close</c> or <c>keep-alive</c>: see the README of the edge.</remarks>
    [Fact]
    public async Task What_is_for_one_connection_goes_no_further()
    {
        await using var gateway = await EdgeGateway.StartAsync();
        await using var orders = new Witness { Answer = "HTTP/1.1 200 OK\r\nConnection: X-Down, keep-alive\r\nX-Down: a\r\nX-Stays: a\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok" };
        gateway.Registry.Tell("order", orders.Instance("order", "/api/orders"));
        await gateway.RoutedAsync("/api/orders");
        orders.Forget();

        var answer = await gateway.SendAsync(
            "GET /api/orders HTTP/1.1\r\nHost: edge.test\r\nConnection: X-Up,,x-other\r\nConnection: X-Third, Host, X-Correlation-Id\r\n"
            + "X-Up: a\r\nX-Other: a\r\nX-Third: a\r\nX-Correlation-Id: c-1\r\nX-Stays: a\r\nKeep-Alive: 300\r\nTE: trailers\r\nTrailer: X-A\r\nProxy-Authorization: Basic a\r\nProxy-Connection: keep-alive\r\n\r\n");

        var seen = Assert.Single(orders.Requests);
        Assert.All(["X-Up", "X-Other", "X-Third", "Keep-Alive", "TE", "Connection", "Proxy-Authorization", "Proxy-Connection"], name => Assert.False(Has(seen, $"{name}:"), name));
        Assert.All(["X-Stays: a", "Host: edge.test", "X-Correlation-Id: c-1"], header => Assert.True(Has(seen, header), header));
        Assert.True(Has(answer, "X-Stays: a"));
        Assert.False(Has(answer, "X-Down:") || Has(answer, "Keep-Alive:"));
    }

    static string Get(string headers) => $"GET /api/orders HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n{headers}\r\n";

    static bool Has(string message, string header) => message.Contains($"\r\n{header}", StringComparison.OrdinalIgnoreCase);
}
