using Microsoft.AspNetCore.Http;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Policy;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.Traffic;

public sealed class RedirectTests
{
    [Theory]
    [InlineData("scheme: https", "http://shop.test/caf%C3%A9", "https://shop.test/caf%C3%A9")]
    [InlineData("scheme: https", "http://shop.test/a%20b%3Fc%23d?x=%20", "https://shop.test/a%20b%3Fc%23d?x=%20")]
    [InlineData("scheme: https", "http://shop.test/a%2541%25", "https://shop.test/a%2541%25")]
    [InlineData("prefixRewrite: /new", "http://shop.test/old/a%20b", "http://shop.test/new/a%20b")]
    [InlineData("prefixRewrite: /new%20", "http://shop.test/old%C3%A9", "http://shop.test/new%20%C3%A9")]
    [InlineData("uri: /new%20page", "http://shop.test/old", "http://shop.test/new%20page")]
    [InlineData("uri: /é", "http://shop.test/old", "http://shop.test/%C3%A9")]
    public void The_path_is_written_as_addresses_are(string redirect, string asked, string expected) => Assert.Equal(expected, Location(redirect, asked));

    [Theory]
    [InlineData("uri: /new", "http://shop.test/old?x=1", "http://shop.test/new?x=1")]
    [InlineData("uri: '/new?y=2'", "http://shop.test/old?x=1", "http://shop.test/new?y=2")]
    [InlineData("uri: '/new#part'", "http://shop.test/old?x=1", "http://shop.test/new?x=1#part")]
    public void The_query_stays_unless_the_document_has_another(string redirect, string asked, string expected) => Assert.Equal(expected, Location(redirect, asked));

    [Theory]
    [InlineData("uri: /new", "http://shop.test:8080/old", "http://shop.test:8080/new")]
    [InlineData("uri: /new", "http://[::1]:8080/old", "http://[::1]:8080/new")]
    [InlineData("uri: /new", "http://xn--bcher-kva.test:8080/old", "http://xn--bcher-kva.test:8080/new")]
    [InlineData("scheme: https", "http://shop.test:8080/", "https://shop.test:8080/")]
    [InlineData("scheme: https", "http://shop.test:80/", "https://shop.test/")]
    [InlineData("scheme: http", "https://shop.test:443/", "http://shop.test/")]
    [InlineData("scheme: https, port: 8443", "http://shop.test:8080/", "https://shop.test:8443/")]
    [InlineData("scheme: https, port: 443", "http://shop.test:8080/", "https://shop.test/")]
    [InlineData("derivePort: FROM_PROTOCOL_DEFAULT", "http://shop.test:8080/", "http://shop.test/")]
    [InlineData("scheme: https, derivePort: FROM_REQUEST_PORT", "http://shop.test/", "https://shop.test:80/")]
    [InlineData("authority: other.test, derivePort: FROM_REQUEST_PORT", "http://shop.test:8080/", "http://other.test:8080/")]
    [InlineData("authority: other.test", "http://shop.test:8080/", "http://other.test/")]
    [InlineData("authority: \"other.test:81\", port: 82", "http://shop.test/", "http://other.test:81/")]
    [InlineData("authority: \"[::1]\", port: 82", "http://shop.test/", "http://[::1]:82/")]
    public void The_port_that_was_asked_stays_unless_the_document_has_another(string redirect, string asked, string expected) => Assert.Equal(expected, Location(redirect, asked));

    [Fact]
    public async Task A_path_beyond_ASCII_is_redirected_by_a_gateway()
    {
        await using var shop = await Shop.StartAsync(("web", "/"));
        await shop.PutAsync("front", "shop.test", "[{ match: [{ uri: { prefix: /old } }], redirect: { scheme: https } }, { route: [{ destination: { host: web } }] }]");
        await shop.EventuallyAsync("shop.test", "/x", "web /x");

        using var moved = await shop.SendAsync("shop.test:8000", "/old/caf%C3%A9");

        Assert.Equal("https://shop.test:8000/old/caf%C3%A9", moved.Headers.Location?.OriginalString);
    }

    /// <summary>Where a request is sent that begins with <c>/old</c>, or with something else.</summary>
    static string Location(string redirect, string asked)
    {
        var document = Reads.Good<VirtualService>(Reads.VirtualService($"hosts: [shop.test]\nhttp: [{{ redirect: {{ {redirect} }} }}]"));
        var context = new DefaultHttpContext();
        var address = asked.Split('/', 4);
        var query = address[3].Split('?');
        context.Request.Scheme = address[0].TrimEnd(':');
        context.Request.Host = HostString.FromUriComponent(address[2]);
        context.Request.Path = PathString.FromUriComponent("/" + query[0]);
        context.Request.QueryString = query.Length > 1 ? new("?" + query[1]) : QueryString.Empty;

        OwnAnswers.Redirect(document.Http[0].Redirect!, context.Request.Path.Value!.StartsWith("/old", StringComparison.Ordinal) ? "/old" : null, context);

        Assert.Equal(StatusCodes.Status301MovedPermanently, context.Response.StatusCode);
        return context.Response.Headers.Location.ToString();
    }
}
