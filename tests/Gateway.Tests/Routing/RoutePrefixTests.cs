using Modular.Gateway.Routing;

namespace Modular.Gateway.Tests.Routing;

public sealed class RoutePrefixTests
{
    [Theory]
    [InlineData("/api/orders", null, "/api/orders", "/api/orders/{**rest}")]
    [InlineData("/api/orders/", null, "/api/orders", "/api/orders/{**rest}")]
    [InlineData("/", null, "/", "/{**rest}")]
    [InlineData("Shop.Example.com/api", "shop.example.com", "/api", "/api/{**rest}")]
    [InlineData("localhost/", "localhost", "/", "/{**rest}")]
    [InlineData("XN--bcher-kva.example/", "b\u00FCcher.example", "/", "/{**rest}")]
    public void A_route_is_a_path_optionally_after_a_host(string text, string? host, string path, string pattern)
    {
        var route = RoutePrefix.Parse(text, out var reason)!;

        Assert.Null(reason);
        Assert.Equal((host, path, pattern), (route.Host, route.Path, route.Pattern));
    }

    [Theory]
    [InlineData("api", "has no path")]
    [InlineData("/api//orders", "empty, '.' or '..' segment")]
    [InlineData("//", "empty, '.' or '..' segment")]
    [InlineData("/api/../admin", "empty, '.' or '..' segment")]
    [InlineData("/api/{id}", "U+007B")]
    [InlineData("/api/*", "U+002A")]
    [InlineData("/api?x", "U+003F")]
    [InlineData("/a%2fb", "U+0025")]
    [InlineData("/a b", "U+0020")]
    [InlineData("/a\\b", "U+005C")]
    [InlineData("/ä", "U+00E4")]
    [InlineData("shop.example.com:8080/api", "host name")]
    [InlineData("-shop/api", "host name")]
    [InlineData("shop..com/api", "host name")]
    [InlineData("xn--.com/api", "host name")]
    [InlineData("axn--b.com/api", "host name")]
    public void A_malformed_route_is_refused_with_its_fault(string text, string fault)
    {
        Assert.Null(RoutePrefix.Parse(text, out var reason));
        Assert.Contains(fault, reason, StringComparison.Ordinal);
        Assert.StartsWith($"route '{text}' ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_is_not_longer_than_is_reasonable() => Assert.Null(RoutePrefix.Parse("/" + new string('a', RoutePrefix.MaxLength), out _));

    [Fact]
    public void A_list_is_as_good_as_its_worst_part()
    {
        Assert.Equal("/a b.test/c", string.Join(' ', RoutePrefix.ParseList(" /a , b.test/c ,", out _)!));
        Assert.Empty(RoutePrefix.ParseList(null, out _)!);
        Assert.Null(RoutePrefix.ParseList("/a,{", out _));
    }
}
