using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.Traffic;

public sealed class HashKeyTests
{
    static readonly ConsistentHash Nothing = new(HeaderName: null, Cookie: null, UseSourceIp: false, QueryParameterName: null, new HashTable.Ring());

    readonly DefaultHttpContext _context = new();

    [Fact]
    public void A_header_is_a_key_and_without_it_or_a_value_there_is_none()
    {
        var hash = Nothing with { HeaderName = "x-user" };
        Assert.Null(KeyBy(hash));
        _context.Request.Headers["x-user"] = "";
        Assert.Null(KeyBy(hash));

        _context.Request.Headers["x-user"] = "ann";

        Assert.Equal(StickyKey.Of("ann"), KeyBy(hash));
    }

    [Fact]
    public void A_query_parameter_is_a_key()
    {
        _context.Request.QueryString = new("?cart=7&cart=8");

        Assert.Equal(StickyKey.Of("7"), KeyBy(Nothing with { QueryParameterName = "cart" }));
        Assert.Null(KeyBy(Nothing with { QueryParameterName = "user" }));
    }

    [Fact]
    public void The_address_of_the_client_is_a_key_and_its_port_and_protocol_say_nothing()
    {
        var hash = Nothing with { UseSourceIp = true };
        Assert.Null(KeyBy(hash));
        _context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        _context.Connection.RemotePort = 1;
        var one = KeyBy(hash);
        _context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.1");
        _context.Connection.RemotePort = 2;
        Assert.Equal(one, KeyBy(hash));

        _context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.2");

        Assert.NotEqual(one, KeyBy(hash));
        Assert.NotNull(one);
    }

    [Fact]
    public void A_cookie_is_a_key_and_is_not_made_where_it_has_no_lifetime()
    {
        var hash = Nothing with { Cookie = new("session", "/", Ttl: null, []) };
        Assert.Null(KeyBy(hash));

        _context.Request.Headers.Cookie = "other=1; session=abc";

        Assert.Equal(StickyKey.Of("abc"), KeyBy(hash));
    }

    [Fact]
    public async Task A_missing_cookie_is_made_once_and_leads_to_the_same_instance_ever_after()
    {
        await using var gateway = await TestGateway.StartAsync(("Balancing:SlowStart", "0"), ("Policies:Folder", ""));
        await using var a = await Upstream.StartAsync(context => context.Response.WriteAsync("a"));
        await using var b = await Upstream.StartAsync(context => context.Response.WriteAsync("b"));
        gateway.Registry.Tell("order", a.Instance("order", "/api"), b.Instance("order", "/api"));
        await Eventually.SoAsync(async () =>
            (await gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == 2)
            && (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);
        await PutAsync(gateway,
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: { name: order }
            spec:
              host: order
              trafficPolicy:
                loadBalancer: { consistentHash: { httpCookie: { name: seat, path: /api, ttl: 30m, attributes: [{ name: SameSite, value: Lax }] } } }
            """);

        // The first key of all has the instances laid out.
        await SendAsync(gateway, cookie: null);
        var directory = (Gateway.Discovery.ServiceDirectory)gateway.Services.GetService(typeof(Gateway.Discovery.ServiceDirectory))!;
        await Eventually.SoAsync(() => directory.Find("order")!.Service.Balancer.IsLaidOut);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var client = 0; client < 20; client++)
        {
            var (first, made) = await SendAsync(gateway, cookie: null);
            Assert.Matches("^seat=[0-9a-f]{16}; Max-Age=1800; Path=/api; SameSite=Lax; HttpOnly$", made);
            var cookie = made!.Split(';')[0];
            Assert.Equal((first, null), await SendAsync(gateway, cookie));
            Assert.Equal((first, null), await SendAsync(gateway, cookie));
            seen.Add(first);
        }

        Assert.Equal(["a", "b"], seen.Order(StringComparer.Ordinal));
    }

    ulong? KeyBy(ConsistentHash hash) => HashKey.Of(hash, _context, new SeededDice(1));

    static async Task PutAsync(TestGateway gateway, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/yaml");
        using var answer = await gateway.Admin.PutAsync(new Uri("/policies/DestinationRule/order", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said);
        Assert.DoesNotContain("not obeyed", said, StringComparison.Ordinal);
    }

    static async Task<(string Instance, string? Made)> SendAsync(TestGateway gateway, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Headers.TryGetValues("Set-Cookie", out var made) ? Assert.Single(made) : null);
    }
}
