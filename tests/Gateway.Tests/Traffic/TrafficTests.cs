using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Tests.Traffic;

public sealed class TrafficTests : IAsyncDisposable
{
    TestGateway _gateway = null!;
    Upstream _v1 = null!;
    Upstream _v2 = null!;

    [Fact]
    public async Task Shares_go_to_subsets_by_weight_and_a_client_stays_where_it_is()
    {
        await StartAsync(Route(To(20, "v2"), To(80, "v1")));

        var clients = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var client in Enumerable.Range(0, 300).Select(number => $"c-{number}"))
            clients[client] = await GetAsync("/api", ("x-modular-key", client));
        foreach (var (client, version) in clients.Take(50))
            Assert.Equal(version, await GetAsync("/api", ("x-modular-key", client)));

        Assert.InRange(clients.Values.Count(version => version == "v2 /api"), 30, 90);
        Obey(Route(To(0, "v2"), To(100, "v1")));
        Assert.Equal("v1 /api", await GetAsync("/api", ("x-modular-key", clients.First(client => client.Value.StartsWith("v2", StringComparison.Ordinal)).Key)));
    }

    [Fact]
    public async Task The_first_route_that_matches_has_the_request()
    {
        await StartAsync(
            Route(To(100, "v2")) with
            {
                Matches =
                [
                    new() { Headers = Conditions(("x-test", new StringMatch.Exact("yes"))), WithoutHeaders = Conditions(("x-old", new StringMatch.Present())) },
                    new() { Uri = new StringMatch.Prefix("/API/new", IgnoreCase: true), Method = new StringMatch.Exact("GET") },
                    new() { QueryParams = Conditions(("v", new StringMatch.Expression("[2-9]", new Regex("^(?:[2-9])$", RegexOptions.NonBacktracking)))) },
                ],
            },
            Route(To(100, "v1")));

        Assert.Equal("v1 /api", await GetAsync("/api"));
        Assert.Equal("v2 /api", await GetAsync("/api", ("x-test", "yes")));
        Assert.Equal("v1 /api", await GetAsync("/api", ("x-test", "yes"), ("x-old", "1")));
        Assert.Equal("v2 /api/new/1", await GetAsync("/api/new/1"));
        Assert.Equal("v2 /api", await GetAsync("/api?v=2"));
        Assert.Equal("v1 /api", await GetAsync("/api?v=1"));
    }

    [Fact]
    public async Task What_no_route_takes_is_not_found()
    {
        await StartAsync(Route(To(100, "v1")) with { Matches = [new() { Uri = new StringMatch.Exact("/api/only") }] });

        using var answer = await SendAsync("/api");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("traffic policy for 'order'", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subset_without_an_instance_is_503_and_not_another_version()
    {
        await StartAsync(Route(To(100, "v3")));

        using var answer = await SendAsync("/api");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("No instance of order's subset v3 can take the request.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_and_headers_are_changed_on_the_way_there_and_back()
    {
        await StartAsync(Route(To(100, "v1")) with
        {
            Matches = [new() { Uri = new StringMatch.Prefix("/api/old") }],
            Rewrite = new("/api/new", Authority: "inside.example", UriRegex: null),
            Headers = new(Change(set: ("x-added", "1"), remove: "x-secret"), Change(set: ("x-answer", "2"), remove: "x-internal")),
        });
        _v1.Answer = context =>
        {
            context.Response.Headers["x-internal"] = "1";
            return context.Response.WriteAsync($"{context.Request.Path} {context.Request.Host} {context.Request.Headers["x-added"]} {context.Request.Headers["x-secret"].Count}");
        };

        using var answer = await SendAsync("/api/old/7", ("x-secret", "s"));

        Assert.Equal("/api/new/7 inside.example 1 0", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("2", Assert.Single(answer.Headers.GetValues("x-answer")));
        Assert.False(answer.Headers.Contains("x-internal"));
    }

    [Fact]
    public async Task A_service_that_is_sent_another_host_is_told_which_one_the_client_asked_for()
    {
        await StartAsync(
            Route(To(100, "v1")) with { Matches = [new() { Uri = new StringMatch.Exact("/api/rewritten") }], Rewrite = new(Uri: null, Authority: "inside.example", UriRegex: null) },
            Route(To(100, "v1")) with { Headers = new(Change(set: ("Host", "inside.example"), remove: "x-none"), HeaderOperations.None) });
        _v1.Answer = context => context.Response.WriteAsync($"{context.Request.Host} {context.Request.Headers["X-Forwarded-Host"]}");

        Assert.Equal("inside.example shop.example:8000", await GetAsync("/api/rewritten", ("Host", "shop.example:8000")));
        Assert.Equal("inside.example shop.example:8000", await GetAsync("/api", ("Host", "shop.example:8000")));
    }

    [Fact]
    public async Task The_gateway_redirects_and_answers_by_itself()
    {
        await StartAsync(
            new HttpRoute { Matches = [new() { Uri = new StringMatch.Exact("/api/moved") }], Redirect = new("/api/there", PrefixRewrite: null, "shop.example", Port: null, RedirectPort.FromProtocolDefault, "https", 308) },
            new HttpRoute { Matches = [new() { Uri = new StringMatch.Exact("/api/busy") }], DirectResponse = new(418, Encoding.UTF8.GetBytes("no coffee")) });

        using var moved = await SendAsync("/api/moved?x=1");
        using var busy = await SendAsync("/api/busy");

        Assert.Equal(("https://shop.example/api/there?x=1", 308), (moved.Headers.Location!.OriginalString, (int)moved.StatusCode));
        Assert.Equal(("no coffee", 418), (await busy.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), (int)busy.StatusCode));
        Assert.Equal(0, _v1.Requests + _v2.Requests - _before);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(304)]
    public async Task An_answer_of_a_status_that_has_no_body_has_none(int status)
    {
        await StartAsync(new HttpRoute { DirectResponse = new(status, Encoding.UTF8.GetBytes("no coffee")) });

        using var answer = await SendAsync("/api");

        Assert.Equal((status, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Contains(answer.Content.Headers.ContentLength, new long?[] { null, 0 });
        Assert.Null(answer.Content.Headers.ContentType);
    }

    [Fact]
    public async Task Shares_of_the_same_instances_with_other_headers_are_shares_too()
    {
        await StartAsync(Route(To(60, "v1") with { Headers = Said("one") }, To(40, "v1") with { Headers = Said("other") }));
        _v1.Answer = context => context.Response.WriteAsync($"{context.Request.Headers["x-said"]}");

        var said = new List<string>();
        foreach (var client in Enumerable.Range(0, 100))
            said.Add(await GetAsync("/api", ("x-modular-key", $"c-{client}")));

        Assert.Equal(["one", "other"], said.Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(said.Count(header => header == "one"), 35, 85);

        static HeaderRules Said(string value) => new(Change(set: ("x-said", value), remove: "x-none"), HeaderOperations.None);
    }

    [Fact]
    public async Task Faults_are_made_as_often_as_asked_and_say_so()
    {
        await StartAsync(
            Route(To(100, "v1")) with { Matches = [new() { Headers = Conditions(("x-chaos", new StringMatch.Present())) }], Fault = new(new(TimeSpan.FromMilliseconds(1), 100), new(503, 30)) },
            Route(To(100, "v1")));

        var faults = 0;
        for (var i = 0; i < 300; i++)
        {
            using var answer = await SendAsync("/api", ("x-chaos", "1"));
            faults += answer.StatusCode == HttpStatusCode.ServiceUnavailable ? 1 : 0;
            Assert.Contains("delay", string.Join(',', answer.Headers.GetValues("x-modular-fault")), StringComparison.Ordinal);
        }

        using var spared = await SendAsync("/api");
        // Five standard deviations to each side.
        Assert.InRange(faults, 50, 130);
        Assert.False(spared.Headers.Contains("x-modular-fault"));
    }

    [Fact]
    public async Task Copies_go_to_the_mirror_and_their_answers_to_nobody()
    {
        await StartAsync(Route(To(100, "v1")) with { Mirrors = [new(new("order", "v2"), 100)] });
        var copied = new TaskCompletionSource<string>();
        _v2.Answer = context =>
        {
            copied.TrySetResult($"{context.Request.Method} {context.Request.Path} {context.Request.Host.Host}");
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        Assert.Equal("v1 /api/7", await GetAsync("/api/7"));

        Assert.Equal("GET /api/7 127.0.0.1-shadow", await copied.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await _gateway.InstanceAsync(_v2.Instance("order", "/api").Id)).GetProperty("failures").GetInt32());
    }

    [Fact]
    public async Task A_copy_has_the_body_of_its_request_or_is_not_sent()
    {
        await StartAsync(Route(To(100, "v1")) with { Mirrors = [new(new("order", "v2"), 100)] });
        var copies = new ConcurrentQueue<string>();
        _v2.Answer = async context => copies.Enqueue(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted));
        _v1.Answer = async context => await context.Response.WriteAsync(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted));

        foreach (var (body, isChunked) in new[] { ("one", false), ("of unknown length", true), ("two", false), (new string('x', 100_000), false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api", UriKind.Relative)) { Content = new StringContent(body) };
            request.Headers.TransferEncodingChunked = isChunked;
            using var answer = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await GetAsync("/api");
        await Eventually.SoAsync(() => copies.Count >= 4);
        Assert.Equal(["", "of unknown length", "one", "two"], copies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Copies_are_no_more_than_their_receiver_takes()
    {
        await StartAsync([("Limits:ActiveRequests", "3")], Route(To(100, "v1")) with { Mirrors = [new(new("order", "v2"), 100)] });
        var released = new TaskCompletionSource();
        var before = _v2.Requests;
        _v2.Answer = _ => released.Task;

        for (var i = 0; i < 10; i++)
            Assert.Equal("v1 /api", await GetAsync("/api"));

        var traffic = _gateway.Services.GetRequiredService<ServiceDirectory>().Find("order")!.Service.Traffic;
        await Eventually.SoAsync(() => traffic.Active == 2 && _v2.Requests - before == 2);
        released.SetResult();
        await Eventually.SoAsync(() => traffic.Active == 0);
    }

    [Fact]
    public async Task What_policy_delays_is_no_part_of_the_time_that_the_service_has()
    {
        await StartAsync(Route(To(100, "v1")) with
        {
            Timeout = TimeSpan.FromMilliseconds(400),
            Fault = new(new(TimeSpan.FromMilliseconds(600), 100), Abort: null),
        });

        Assert.Equal("v1 /api", await GetAsync("/api"));
    }

    [Fact]
    public async Task Pages_of_an_allowed_origin_may_ask_and_a_preflight_is_answered_here()
    {
        await StartAsync(Route(To(100, "v1")) with
        {
            Cors = new([new StringMatch.Exact("https://shop.example")], ["GET", "PUT"], ["x-key"], ["x-own"], TimeSpan.FromHours(1), AllowCredentials: true, ForwardUnmatchedPreflights: false),
        });

        using var preflight = await SendAsync(HttpMethod.Options, "/api", ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "PUT"));
        using var answer = await SendAsync("/api", ("Origin", "https://shop.example"));
        using var foreign = await SendAsync("/api", ("Origin", "https://evil.example"));

        Assert.Equal("GET,PUT", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Equal("3600", Assert.Single(preflight.Headers.GetValues("Access-Control-Max-Age")));
        Assert.Equal("https://shop.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("x-own", Assert.Single(answer.Headers.GetValues("Access-Control-Expose-Headers")));
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _v1.DisposeAsync();
        await _v2.DisposeAsync();
    }

    int _before;

    Task StartAsync(params HttpRoute[] routes) => StartAsync([], routes);

    async Task StartAsync((string, string)[] settings, params HttpRoute[] routes)
    {
        _gateway = await TestGateway.StartAsync([("Balancing:SlowStart", "0"), .. settings]);
        (_v1, _v2) = (await Upstream.StartAsync(Say("v1")), await Upstream.StartAsync(Say("v2")));
        _gateway.Registry.Tell("order", _v1.Instance("order", "/api", ("version", "v1")), _v2.Instance("order", "/api", ("version", "v2")));
        await Eventually.SoAsync(async () =>
            (await _gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == 2)
            && (await _gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);
        _before = _v1.Requests + _v2.Requests;
        Obey(routes);
    }

    void Obey(params HttpRoute[] routes)
    {
        var place = new Place("test", 1);
        _gateway.Services.GetRequiredService<ServiceDirectory>().Find("order")!.Service.Obey(new(TrafficCompiler.Compile(
            new VirtualService { Id = new(PolicyKind.VirtualService, "order"), Place = place, Hosts = ["order"], Http = routes },
            new DestinationRule
            {
                Id = new(PolicyKind.DestinationRule, "order"),
                Place = place,
                Host = "order",
                Subsets = [.. new[] { "v1", "v2", "v3" }.Select(version => new Subset(version, new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = version }, TrafficPolicy.Unsaid))],
            },
            RoutePolicy.Default), TrafficPolicy.Unsaid));
    }

    static RequestDelegate Say(string version) => context => context.Response.WriteAsync($"{version} {context.Request.Path}");

    static HttpRoute Route(params WeightedDestination[] destinations) => new() { Destinations = destinations };

    static WeightedDestination To(int weight, string subset) => new(new("order", subset), weight, HeaderRules.None);

    static Dictionary<string, StringMatch> Conditions(params (string Name, StringMatch Match)[] conditions) =>
        conditions.ToDictionary(condition => condition.Name, condition => condition.Match, StringComparer.OrdinalIgnoreCase);

    static HeaderOperations Change((string Name, string Value) set, string remove) => HeaderOperations.None with
    {
        Set = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [set.Name] = set.Value },
        Remove = [remove],
    };

    async Task<string> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, headers);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
