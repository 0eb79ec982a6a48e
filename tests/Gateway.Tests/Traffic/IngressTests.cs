using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;

namespace Modular.Gateway.Tests.Traffic;

public sealed class IngressTests
{
    /// <summary>The sample that Istio's first steps begin with, in its shape: a gateway, and one document for every host.</summary>
    const string Bookinfo =
        """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: bookinfo-gateway
        spec:
          selector:
            istio: ingressgateway
          servers:
          - port: { number: 8080, name: http, protocol: HTTP }
            hosts: ["*"]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: bookinfo
        spec:
          hosts:
          - "*"
          gateways:
          - bookinfo-gateway
          http:
          - match:
            - uri:
                exact: /productpage
            - uri:
                prefix: /static
            - uri:
                exact: /login
            - uri:
                exact: /logout
            - uri:
                prefix: /api/v1/products
            route:
            - destination:
                host: productpage
                port:
                  number: 9080
        """;

    [Fact]
    public async Task The_bookinfo_sample_is_routed_on_every_host()
    {
        using var folder = new TemporaryFolder();
        folder.Write("bookinfo.yaml", Bookinfo);
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", folder.Path), ("Policies:Interval", "00:00:00.100"), ("Balancing:SlowStart", "0"));
        await using var productpage = await Upstream.StartAsync();
        // It registers no route of its own.
        gateway.Registry.Tell("productpage", productpage.Instance("productpage", ""));

        using var page = await gateway.EventuallyAsync("/productpage", HttpStatusCode.OK);
        using var product = await gateway.EventuallyAsync("/api/v1/products/0", HttpStatusCode.OK);
        using var other = await gateway.EventuallyAsync("/elsewhere", HttpStatusCode.NotFound);

        Assert.Contains("traffic policy for 'virtualservice/bookinfo'", await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "not obeyed", (await gateway.AskAsync("/policies")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_comes_before_a_wildcard_and_the_longest_wildcard_before_the_others()
    {
        await using var shop = await Shop.StartAsync(("a", ""), ("b", ""), ("c", ""), ("d", ""));
        await shop.PutAsync("every", "'*'", To("d"));
        await shop.PutAsync("domain", "'*.example.com'", To("c"));
        await shop.PutAsync("below", "'*.shop.example.com'", To("b"));
        await shop.PutAsync("name", "www.shop.example.com", To("a"));
        await shop.EventuallyAsync("www.shop.example.com", "/x", "a /x");

        Assert.Equal("a /x", (await shop.GetAsync("WWW.Shop.Example.COM:8000", "/x")).Text);
        Assert.Equal("b /x", (await shop.GetAsync("old.shop.example.com", "/x")).Text);
        Assert.Equal("b /x", (await shop.GetAsync("a.b.shop.example.com:443", "/x")).Text);
        Assert.Equal("c /x", (await shop.GetAsync("shop.example.com", "/x")).Text);
        Assert.Equal("c /x", (await shop.GetAsync("foo.example.com", "/x")).Text);
        Assert.Equal("d /x", (await shop.GetAsync("example.com", "/x")).Text);
        Assert.Equal("d /x", (await shop.GetAsync("localhost", "/x")).Text);
    }

    [Fact]
    public async Task A_document_for_every_host_changes_nothing_that_is_served_without_it()
    {
        await using var shop = await Shop.StartAsync(("order", "/api/orders"), ("web", ""));
        await shop.PutAsync("every", "'*'", To("web"));
        await shop.EventuallyAsync("any.test", "/x", "web /x");

        Assert.Equal("order /api/orders/1", (await shop.GetAsync("any.test", "/api/orders/1")).Text);
        Assert.Equal("web /api/other", (await shop.GetAsync("any.test", "/api/other")).Text);
        Assert.StartsWith("{", (await shop.GetAsync("any.test", "/openapi/v1.json")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync("any.test", "/health/live")).Status);
    }

    [Fact]
    public async Task Right_after_the_start_a_service_may_still_come_for_what_a_document_for_every_host_does_not_take()
    {
        await using var shop = await Shop.StartAsync(TimeSpan.FromMinutes(10), ("web", ""));
        await shop.PutAsync("every", "'*', shop.example.com", "[{ match: [{ uri: { prefix: /web } }], route: [{ destination: { host: web } }] }]");
        await shop.EventuallyAsync("any.test", "/web", "web /web");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.GetAsync("any.test", "/api/orders")).Status);
        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync("any.test", "/openapi/v1.json")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("shop.example.com", "/api/orders")).Status);
    }

    [Fact]
    public async Task A_host_comes_before_what_services_registered_for_every_host()
    {
        await using var shop = await Shop.StartAsync(("order", "/api/orders"), ("web", ""));
        await shop.PutAsync("web", "shop.example.com, '*.example.org'", To("web"));
        await shop.EventuallyAsync("shop.example.com", "/api/orders/1", "web /api/orders/1");

        Assert.Equal("web /api/orders/1", (await shop.GetAsync("a.example.org", "/api/orders/1")).Text);
        Assert.Equal("order /api/orders/1", (await shop.GetAsync("other.test", "/api/orders/1")).Text);
    }

    [Fact]
    public async Task A_host_that_a_service_registered_too_is_the_documents_and_that_is_said()
    {
        await using var shop = await Shop.StartAsync(("order", "shop.example.com/api,www.example.com/api"), ("web", ""));
        await shop.PutAsync("web", "shop.example.com, '*.example.com'", To("web"));
        await shop.EventuallyAsync("shop.example.com", "/api", "web /api");

        // A name, whoever has it, comes before a wildcard.
        Assert.Equal("order /api", (await shop.GetAsync("www.example.com", "/api")).Text);
        Assert.Equal("web /other", (await shop.GetAsync("www.example.com", "/other")).Text);
        var routes = await shop.Gateway.AskAsync("/routes");
        Assert.Equal(
            ["shop.example.com/ virtualservice/web", "www.example.com/api order", "*.example.com/ virtualservice/web"],
            routes.GetProperty("routes").EnumerateArray().Select(route => $"{route.GetProperty("route")} {route.GetProperty(route.TryGetProperty("document", out _) ? "document" : "service")}"));
        var conflict = Assert.Single(routes.GetProperty("conflicts").EnumerateArray());
        Assert.Equal(("shop.example.com/api", "virtualservice/web"), (conflict.GetProperty("route").GetString(), conflict.GetProperty("winner").GetString()));
        Assert.Contains(
            (await shop.Gateway.AskAsync("/decisions?service=virtualservice/web")).GetProperty("decisions").EnumerateArray(),
            decision => decision.GetProperty("reason").GetString() == "shop.example.com/api is also registered by order");
    }

    [Fact]
    public async Task A_document_may_be_about_a_service_and_a_host()
    {
        await using var shop = await Shop.StartAsync(("order", "/api/orders"));
        await shop.PutAsync("order", "order, shop.example.com", "[{ match: [{ uri: { prefix: /gone } }], directResponse: { status: 410 } }, { route: [{ destination: { host: order } }] }]");

        await shop.EventuallyAsync("shop.example.com", "/x", "order /x");
        Assert.Equal("order /api/orders", (await shop.GetAsync("other.test", "/api/orders")).Text);
        Assert.Equal(HttpStatusCode.Gone, (await shop.GetAsync("shop.example.com", "/gone")).Status);
        await shop.PutAsync("order", "order, shop.example.com", "[{ directResponse: { status: 410 } }]");
        Assert.Equal(HttpStatusCode.Gone, (await shop.GetAsync("other.test", "/api/orders")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await shop.GetAsync("shop.example.com", "/x")).Status);
    }

    [Fact]
    public async Task A_destination_that_nobody_is_is_named_and_everything_else_of_a_route_is_obeyed()
    {
        await using var shop = await Shop.StartAsync(("web", ""));
        await shop.PutAsync("web", "shop.example.com",
            """
            [{ match: [{ uri: { prefix: /lost } }], route: [{ destination: { host: nobody } }] },
             { match: [{ uri: { prefix: /old } }], redirect: { uri: /new } },
             { match: [{ uri: { prefix: /in } }], rewrite: { uri: /out }, headers: { response: { set: { x-answer: "1" } } }, route: [{ destination: { host: web } }] },
             { match: [{ uri: { prefix: /only } }], route: [{ destination: { host: web } }] }]
            """);
        await shop.EventuallyAsync("shop.example.com", "/only", "web /only");

        var lost = await shop.GetAsync("shop.example.com", "/lost");
        using var moved = await shop.SendAsync("shop.example.com", "/old");
        using var inside = await shop.SendAsync("shop.example.com", "/in/7");
        var none = await shop.GetAsync("shop.example.com", "/none");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.Status);
        Assert.Contains("No instance of 'nobody'", lost.Text, StringComparison.Ordinal);
        Assert.Equal("http://shop.example.com/new", moved.Headers.Location!.OriginalString);
        Assert.Equal("web /out/7", await inside.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("1", Assert.Single(inside.Headers.GetValues("x-answer")));
        Assert.Equal(HttpStatusCode.NotFound, none.Status);
        Assert.Contains("'virtualservice/web'", none.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_a_document_writes_encoded_is_found_and_the_rest_of_it_kept()
    {
        await using var shop = await Shop.StartAsync(("web", ""));
        await shop.PutAsync("web", "shop.example.com",
            """
            [{ match: [{ uri: { prefix: /caf%C3%A9 } }], rewrite: { uri: /bar }, route: [{ destination: { host: web } }] },
             { match: [{ uri: { exact: /a%20b } }], route: [{ destination: { host: web } }] }]
            """);

        await shop.EventuallyAsync("shop.example.com", "/a%20b", "web /a%20b");
        Assert.Equal("web /bar/7", (await shop.GetAsync("shop.example.com", "/caf%C3%A9/7")).Text);
        // %2541 is %41 and not an A: the service decodes it once.
        Assert.Equal("web /bar/%20%41%25", (await shop.GetAsync("shop.example.com", "/caf%C3%A9/%20%2541%25")).Text);
    }

    [Fact]
    public async Task Attempts_are_the_services_and_what_the_gateway_answers_is_the_documents()
    {
        await using var shop = await Shop.StartAsync(("web", ""));
        await shop.PutAsync("front", "shop.example.com", "[{ match: [{ uri: { prefix: /old } }], redirect: { uri: /new } }, { name: rest, route: [{ destination: { host: web } }] }]");
        await shop.EventuallyAsync("shop.example.com", "/x", "web /x");
        using var moved = await shop.SendAsync("shop.example.com", "/old");

        var page = await Series.ReadAsync(shop.Gateway);
        Assert.Equal(1, page.Of("request_duration_count", ("service", "virtualservice/front")));
        Assert.NotNull(page.Of("request_duration_count", ("service", "web"), ("outcome", "success")));
        Assert.NotNull(page.Of("attempts_total", ("service", "web"), ("outcome", "success")) ?? page.Of("attempts", ("service", "web"), ("outcome", "success")));
        Assert.Equal(1, page.Of("weight", ("service", "virtualservice/front"), ("route", "rest"), ("target", "web")));

        await shop.DeleteAsync("front");
        await Eventually.SoAsync(async () => !(await Series.ReadAsync(shop.Gateway)).Any(series => series.Has(("service", "virtualservice/front"))));
    }

    [Fact]
    public async Task Weights_and_other_changes_of_a_document_build_no_routes_and_a_host_taken_back_does()
    {
        await using var shop = await Shop.StartAsync(("a", ""), ("b", ""), ("web", "/web"));
        await shop.PutAsync("front", "'*.example.com', '*'", To("a"));
        await shop.EventuallyAsync("any.test", "/x", "a /x");
        var routes = shop.Gateway.Services.GetRequiredService<ServedRoutes>();
        var builds = routes.Builds;

        await shop.PutAsync("front", "'*.example.com', '*'", To("b"));
        Assert.Equal("b /x", (await shop.GetAsync("any.test", "/x")).Text);
        Assert.Equal("b /web", (await shop.GetAsync("a.example.com", "/web")).Text);
        Assert.Equal(builds, routes.Builds);

        await shop.PutAsync("front", "'*'", To("b"));
        await shop.EventuallyAsync("a.example.com", "/web", "web /web");
        await shop.DeleteAsync("front");
        await Eventually.SoAsync(async () => (await shop.GetAsync("any.test", "/x")).Status == HttpStatusCode.NotFound);
        Assert.Empty(routes.Table.Hosts);
    }

    [Fact]
    public async Task No_request_is_lost_while_documents_come_change_and_go()
    {
        await using var shop = await Shop.StartAsync(("order", "/api/orders"), ("web", "/"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await shop.PutAsync("stays", "stays.example.com", To("web"));
        await shop.EventuallyAsync("stays.example.com", "/api/orders", "web /api/orders");
        await shop.EventuallyAsync("other.test", "/api/orders", "order /api/orders");
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskAsync(), CancellationToken.None)).ToList();

        for (var round = 0; round < 40; round++)
        {
            // The comings and goings of two documents, of which one has a host that a service's route serves otherwise.
            await shop.PutAsync("comes", $"'*.example.com', comes-{round}.example.org, comes.example.org", To(round % 2 == 0 ? "web" : "order"));
            await shop.PutAsync("stays", "stays.example.com", round % 2 == 0 ? To("web") : $"[{{ route: [{{ destination: {{ host: web }}, weight: {round} }}, {{ destination: {{ host: web }}, weight: 1 }}] }}]");
            if (round % 3 == 0)
                await shop.DeleteAsync("comes");
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(["comes ok", "other order", "stays web"], seen.Keys.Order(StringComparer.Ordinal));

        async Task AskAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                Count($"other {First(await shop.GetAsync("other.test", "/api/orders"))}");
                Count($"stays {First(await shop.GetAsync("stays.example.com", "/api/orders"))}");
                // By the document, or by the route of the service: never by nobody.
                Count($"comes {((await shop.GetAsync("comes.example.org", "/api/orders")).Status == HttpStatusCode.OK ? "ok" : "lost")}");
            }
        }

        static string First((HttpStatusCode Status, string Text) answer) => answer.Status == HttpStatusCode.OK ? answer.Text.Split(' ')[0] : $"{answer.Status} {answer.Text}";

        void Count(string what) => seen.AddOrUpdate(what, 1, static (_, count) => count + 1);
    }

    [Fact]
    public async Task A_name_beyond_ASCII_is_found_as_browsers_send_it()
    {
        await using var shop = await Shop.StartAsync(("web", ""), ("order", "xn--bcher-kva.example.org/api"));
        await shop.PutAsync("web", "xn--bcher-kva.example.com, '*.xn--bcher-kva.example.net'", To("web"));

        await shop.EventuallyAsync("xn--bcher-kva.example.com", "/x", "web /x");
        await shop.EventuallyAsync("www.xn--bcher-kva.example.net", "/x", "web /x");
        await shop.EventuallyAsync("xn--bcher-kva.example.org", "/api", "order /api");
    }

    static string To(string service) => $"[{{ route: [{{ destination: {{ host: {service} }} }}] }}]";
}
