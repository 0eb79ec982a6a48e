using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Decisions;
using Modular.Gateway.Routing;

namespace Modular.Gateway.Tests.Routing;

public sealed class RouteTableTests
{
    [Fact]
    public void The_most_specific_route_comes_first()
    {
        var table = Table(("web", "/"), ("order", "/api/orders"), ("api", "/api"), ("shop", "shop.test/"));

        Assert.Equal("shop.test/ /api/orders /api /", string.Join(' ', table.Routes.Select(route => route.Prefix)));
    }

    [Fact]
    public void A_route_of_several_services_goes_to_the_name_that_comes_first_whatever_the_order_and_is_reported()
    {
        var table = Table(("b", "/api/x"), ("c", "/API/x"), ("a", "/api/x"));

        Assert.Equal("a", Assert.Single(table.Routes).Service);
        var conflict = Assert.Single(table.Conflicts);
        Assert.Equal(("a", "b c"), (conflict.Winner, string.Join(' ', conflict.Losers)));
        Assert.Equal(table, Table(("a", "/api/x"), ("b", "/api/x"), ("c", "/API/x")));
    }

    [Fact]
    public void The_same_path_on_another_host_is_another_route() =>
        Assert.Empty(Table(("a", "/api"), ("b", "one.test/api"), ("c", "two.test/api")).Conflicts);

    [Fact]
    public void What_the_gateway_answers_itself_is_not_for_a_service_and_that_is_reported()
    {
        var table = Table(("foreign", "/,/health,/Metrics,/openapi/v1.json,/scalar,/healthy"), ("other", "/metrics"));

        Assert.Equal("/healthy /", string.Join(' ', table.Routes.Select(route => route.Prefix)));
        Assert.Equal(
            ["/health gateway: foreign", "/Metrics gateway: foreign other", "/openapi/v1.json gateway: foreign", "/scalar gateway: foreign"],
            table.Conflicts.Select(conflict => $"{conflict.Route} {conflict.Winner}: {string.Join(' ', conflict.Losers)}"));
    }

    [Fact]
    public void On_a_host_of_its_own_a_service_has_all_but_how_the_gateway_does()
    {
        var table = Table(("shop", "shop.test/,shop.test/health,shop.test/metrics/x,shop.test/openapi,shop.test/scalar"));

        Assert.Equal("shop.test/openapi shop.test/scalar shop.test/", string.Join(' ', table.Routes.Select(route => route.Prefix)));
        Assert.Equal(["shop.test/health", "shop.test/metrics/x"], table.Conflicts.Select(conflict => conflict.Route.ToString()));
    }

    [Fact]
    public void A_host_is_before_all_routes_but_those_of_its_own_name_which_it_takes_and_every_host_is_behind_them()
    {
        var table = RouteTable.Of(
            [Claim("order", "/api,shop.test/api,www.test/api")],
            [new("*", "every"), new("*.test", "domain"), new("shop.test", "shop"), new("*.b.test", "below")]);

        Assert.Equal(["shop.test", "*.b.test", "*.test", "*"], table.Hosts.Select(host => host.Host));
        Assert.Equal(["www.test/api", "/api"], table.Routes.Select(route => route.Prefix.ToString()));
        Assert.Equal(("shop.test/api", "shop", "order"), (Assert.Single(table.Conflicts).Route.ToString(), table.Conflicts[0].Winner, Assert.Single(table.Conflicts[0].Losers)));
        var routes = new ProxyConfig(table).Routes.OrderBy(route => route.Order).ToList();
        Assert.Equal(["shop.test *.b.test *.test", "www.test", "", ""], routes.Select(route => string.Join(' ', route.Match.Hosts ?? [])));
        Assert.Equal(["*", "order", "order", "*"], routes.Select(route => route.ClusterId));
    }

    [Fact]
    public void A_service_without_routes_has_no_cluster()
    {
        var config = new ProxyConfig(Table(("a", "/a"), ("b", "")));

        Assert.Equal("a", Assert.Single(config.Clusters).ClusterId);
    }

    [Fact]
    public void A_service_that_has_no_instance_any_more_holds_its_routes_against_nobody()
    {
        RouteClaim left = Claim("a", "/shop") with { IsPresent = false }, came = Claim("b", "/shop");

        Assert.Equal(["a"], RouteTable.Of([left], []).Routes.Select(route => route.Service));
        Assert.Equal(["b"], RouteTable.Of([left, came], []).Routes.Select(route => route.Service));
        Assert.Equal(["a"], RouteTable.Of([left with { IsPresent = true }, came], []).Routes.Select(route => route.Service));
    }

    [Fact]
    public void The_first_change_is_taken_at_once_and_the_next_ones_together_a_second_later()
    {
        var time = new FakeTimeProvider();
        using var source = new RouteSource(new(), new DecisionLog(time, NullLogger<DecisionLog>.Instance), time);
        var claims = new List<RouteClaim>();
        source.From(() => claims);
        source.Open();

        var first = source.GetConfig();
        Claim("a");
        Assert.True(first.ChangeToken.HasChanged);
        Assert.Equal("/a", Paths());
        for (var i = 0; i < 20; i++)
            Claim($"b{i}");
        Assert.Equal("/a", Paths());
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(21, source.Table.Routes.Length);

        void Claim(string path)
        {
            claims.Add(new(path, [RoutePrefix.Parse($"/{path}", out _)!]));
            source.Invalidate();
        }

        string Paths() => string.Join(' ', source.Table.Routes.Select(route => route.Prefix));
    }

    [Fact]
    public void What_is_claimed_before_the_matcher_is_made_waits_for_it()
    {
        var time = new FakeTimeProvider();
        using var source = new RouteSource(new(), new DecisionLog(time, NullLogger<DecisionLog>.Instance), time);
        source.From(() => [Claim("a", "/a")]);
        var first = source.GetConfig();

        source.Invalidate();
        source.Invalidate();
        Assert.False(first.ChangeToken.HasChanged);

        source.Open();
        Assert.True(first.ChangeToken.HasChanged);
        Assert.Single(source.Table.Routes);
    }

    [Fact]
    public void A_conflict_is_decided_once()
    {
        var time = new FakeTimeProvider();
        var decisions = new DecisionLog(time, NullLogger<DecisionLog>.Instance);
        using var source = new RouteSource(new(), decisions, time);
        var claims = new List<RouteClaim> { Claim("a", "/x"), Claim("b", "/x") };
        source.From(() => claims);
        source.Open();

        source.Invalidate();
        claims.Add(Claim("c", "/y"));
        source.Invalidate();
        time.Advance(TimeSpan.FromSeconds(1));

        var decision = Assert.Single(decisions.Since(0, service: null));
        Assert.Equal(("route-conflict", "a", "/x is also registered by b"), (decision.Kind, decision.Service, decision.Reason));
    }

    static RouteClaim Claim(string service, string routes) => new(service, RoutePrefix.ParseList(routes, out _)!);

    static RouteTable Table(params (string Service, string Routes)[] claims) => RouteTable.Of(claims.Select(claim => Claim(claim.Service, claim.Routes)), []);
}
