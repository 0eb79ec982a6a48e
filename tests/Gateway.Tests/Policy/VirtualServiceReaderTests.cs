using System.Text;
using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

public sealed class VirtualServiceReaderTests
{
    [Fact]
    public void A_split_with_retries_and_a_timeout_is_read_as_written()
    {
        var service = Reads.Good<VirtualService>("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: { name: order }
            spec:
              hosts: [order]
              http:
              - route:
                - destination: { host: order, subset: v2 }
                  weight: 20
                - destination: { host: order, subset: v1, port: { number: 8080 } }
                  weight: 80
                retries: { attempts: 3, perTryTimeout: 2s, retryOn: "connect-failure,reset,5xx,503" }
                timeout: 5s
            """);

        var route = Assert.Single(service.Http);
        Assert.Equal(("order", "order", new Place("order.yaml", 1)), (service.Name, Assert.Single(service.Hosts), service.Place));
        Assert.Equal([new("order", "v2", null, 8), new DestinationReference("order", "v1", 8080, 10)], route.Destinations.Select(destination => destination.Destination));
        Assert.Equal([20, 80], route.Destinations.Select(destination => destination.Weight));
        Assert.Equal(TimeSpan.FromSeconds(5), route.Timeout);
        Assert.Equal((3, TimeSpan.FromSeconds(2)), (route.Retries!.Attempts, route.Retries.PerTryTimeout));
        Assert.Equal(RetryConditions.ConnectFailure | RetryConditions.Reset | RetryConditions.ServerError, route.Retries.On);
        Assert.Equal([503], route.Retries.Statuses);
        Assert.True(route.Retries.IgnorePreviousHosts);
    }

    [Fact]
    public void The_only_destination_has_everything_whatever_its_weight() =>
        Assert.Equal(100, Assert.Single(Reads.Good<VirtualService>(Reads.VirtualService("hosts: [order]\nhttp: [{ route: [{ destination: { host: order }, weight: 7 }] }]")).Http[0].Destinations).Weight);

    [Theory]
    [InlineData(0, 0, "8: spec.http[0].route: the weights must not all be 0: nobody would get a request")]
    [InlineData(1, 2, "8: warning: spec.http[0].route: the weights are 3 together, not 100: each is taken as its share of 3, as Istio does")]
    [InlineData(-1, 101, "8: spec.http[0].route[0].weight: must be a whole number from 0 to 2147483647, not -1")]
    public void Weights_that_are_not_100_together_are_told_of(int one, int other, string fault) => Assert.Contains(fault, Reads.Faults(Reads.VirtualService(
        $"hosts: [order]\nhttp:\n- route: [{{ destination: {{ host: order }}, weight: {one} }}, {{ destination: {{ host: order }}, weight: {other} }}]")));

    [Fact]
    public void Conditions_are_all_read()
    {
        var match = Assert.Single(Reads.GoodRoute("""
            match:
            - name: insiders
              uri: { prefix: /API/ }
              ignoreUriCase: true
              scheme: { exact: https }
              method: { regex: "GET|HEAD" }
              authority: { prefix: shop. }
              port: 8000
              headers:
                end-user: { exact: anna }
                x-any: {}
                x-empty:
              withoutHeaders: { X-Bot: {} }
              queryParams: { debug: { exact: "true" }, page: {} }
            """).Matches);

        Assert.True(match.Uri!.Matches("/api/orders"));
        Assert.False(match.Uri.Matches("/ap"));
        Assert.True(match.Method!.Matches("HEAD"));
        Assert.False(match.Method.Matches("GETTER"));
        Assert.Equal(new StringMatch.Exact("https"), match.Scheme);
        Assert.Equal(new StringMatch.Prefix("shop."), match.Authority);
        Assert.Equal(8000, match.Port);
        Assert.True(match.Headers["End-User"].Matches("anna"));
        Assert.False(match.Headers["end-user"].Matches("Anna"));
        Assert.Equal([new StringMatch.Present(), new StringMatch.Present()], [match.Headers["x-any"], match.Headers["x-empty"]]);
        Assert.True(match.WithoutHeaders.ContainsKey("x-bot"));
        Assert.Equal(new StringMatch.Exact("true"), match.QueryParams["debug"]);
        Assert.False(match.QueryParams.ContainsKey("DEBUG"));
    }

    [Theory]
    [InlineData("match: [{ }]", "10: spec.http[0].match[0]: must have a condition; leave match out to match every request")]
    [InlineData("match: [{ uri: { } }]", "10: spec.http[0].match[0].uri: needs one of exact, prefix, regex")]
    [InlineData("match: [{ uri: { exact: /a, prefix: /b } }]", "10: spec.http[0].match[0].uri.prefix: cannot be together with exact: one of exact, prefix, regex")]
    [InlineData("match: [{ headers: { \":path\": {} } }]", "is not the name of a header")]
    [InlineData("match: [{ sourceLabels: { app: shop } }]", "spec.http[0].match[0].sourceLabels: is not supported: the gateway stands before its clients")]
    [InlineData("match: [{ uri: { regex: \"(a)\\\\1\" } }]", "spec.http[0].match[0].uri.regex: must be a pattern that takes time in proportion to the text")]
    [InlineData("match: [{ uri: { regex: \"(?=a)\" } }]", "must be a pattern that takes time in proportion to the text")]
    [InlineData("match: [{ uri: { regex: \"(\" } }]", "spec.http[0].match[0].uri.regex: is not a pattern:")]
    [InlineData("delegate: { name: other }", "10: spec.http[0].delegate: is not supported: a VirtualService cannot be put together from several")]
    [InlineData("redirect: { uri: /new }", "10: spec.http[0].redirect: cannot be together with route: one of route, redirect, directResponse")]
    [InlineData("retries: { attempts: 2, retryOn: \"5xx,gatway-error\" }", "'gatway-error' is not a condition; did you mean 'gateway-error'? Allowed: 5xx, gateway-error, ")]
    [InlineData("retries: { attempts: 2, retryOn: retriable-headers }", "'retriable-headers' is not supported: which headers cannot be said in a VirtualService")]
    [InlineData("retries: { attempts: 0, perTryTimeout: 1s }", "spec.http[0].retries.perTryTimeout: means nothing with 0 attempts")]
    [InlineData("retries: { perTryTimeout: 1s }", "spec.http[0].retries.attempts: is missing")]
    [InlineData("retries: { attempts: 1, perTryTimeout: 1us }", "spec.http[0].retries.perTryTimeout: must be from 1ms to 720h, not 1us")]
    [InlineData("fault: { }", "spec.http[0].fault: must have delay, abort or both")]
    [InlineData("fault: { delay: { fixedDelay: 5s, percentage: { value: 101 } } }", "spec.http[0].fault.delay.percentage.value: must be a number from 0 to 100, not 101")]
    [InlineData("fault: { abort: { httpStatus: 99 } }", "spec.http[0].fault.abort.httpStatus: must be a whole number from 200 to 599, not 99")]
    [InlineData("fault: { abort: { grpcStatus: UNAVAILABLE } }", "spec.http[0].fault.abort.grpcStatus: is not supported: only httpStatus is")]
    [InlineData("mirrorPercentage: { value: 10 }", "spec.http[0].mirrorPercentage: needs mirror")]
    [InlineData("headers: { request: { set: { \"a b\": c } } }", "spec.http[0].headers.request.set: 'a b' is not the name of a header")]
    [InlineData("headers: { response: { add: { a: \"b\\r\\nc: d\" } } }", "spec.http[0].headers.response.add.a: must be a value without control characters")]
    [InlineData("rewrite: { uri: new }", "spec.http[0].rewrite.uri: must be a path that begins with /, without a query (?) or a fragment (#), not 'new'")]
    [InlineData("rewrite: { uri: \"/new?x=1\" }", "10: spec.http[0].rewrite.uri: must be a path that begins with /, without a query (?) or a fragment (#), not '/new?x=1'")]
    [InlineData("rewrite: { uri: \"/new#part\" }", "spec.http[0].rewrite.uri: must be a path that begins with /, without a query")]
    [InlineData("rewrite: { uriRegexRewrite: { match: /old, rewrite: \"/new?x=1\" } }", "spec.http[0].rewrite.uriRegexRewrite.rewrite: must be a part of a path, without a query (?) or a fragment (#), not '/new?x=1'")]
    [InlineData("corsPolicy: { unmatchedPreflights: FORWRD }", "must be one of UNSPECIFIED, FORWARD, IGNORE, not FORWRD; did you mean 'FORWARD'?")]
    public void What_cannot_be_obeyed_is_an_error_that_names_the_place(string fields, string expected) =>
        Assert.Contains(Reads.Faults(Reads.Route(fields)), fault => fault.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("headers: { request: { set: { x-from: \"%DOWNSTREAM_REMOTE_ADDRESS%\" } } }", "10: warning: spec.http[0].headers.request.set.x-from: is sent as it is written: %DOWNSTREAM_REMOTE_ADDRESS% is filled in by Envoy, and not by this gateway")]
    [InlineData("headers: { response: { add: { x-id: \"id %REQ(X-Request-Id?x-id):8%;\" } } }", "10: warning: spec.http[0].headers.response.add.x-id: is sent as it is written: %REQ(X-Request-Id?x-id):8% is filled in by Envoy, and not by this gateway")]
    public void What_Envoy_would_fill_in_is_warned_about(string fields, string expected) => Assert.Equal([expected], Reads.Faults(Reads.Route(fields)));

    [Fact]
    public void A_fault_that_does_not_say_how_often_hits_no_request_and_is_warned_about()
    {
        var read = Assert.Single(DocumentReader.Read(Reads.Source, Reads.Route("fault:\n  delay: { fixedDelay: 5s }\n  abort:\n    httpStatus: 500")));

        var fault = Assert.IsType<VirtualService>(read.Document).Http[0].Fault;
        Assert.Equal(new HttpFault(new(TimeSpan.FromSeconds(5), 0), new(500, 0)), fault);
        Assert.Equal(
            [
                "order.yaml:11: warning: spec.http[0].fault.delay.percentage: is missing, so no request is hit, as in Istio: say percentage: { value: 100 } for all",
                "order.yaml:13: warning: spec.http[0].fault.abort.percentage: is missing, so no request is hit, as in Istio: say percentage: { value: 100 } for all",
            ],
            read.Diagnostics.Select(found => found.ToString()));
    }

    [Theory]
    [InlineData("percent: 10", 10)]
    [InlineData("percent: 0", 0)]
    [InlineData("percentage: { value: 0 }", 0)]
    [InlineData("percentage: { value: 12.5 }", 12.5)]
    public void How_often_a_fault_is_made_is_said_in_either_way(string percentage, double expected) =>
        Assert.Equal(expected, Reads.GoodRoute($"fault: {{ delay: {{ fixedDelay: 1s, {percentage} }} }}").Fault!.Delay!.Percentage);

    [Theory]
    [InlineData(204, "body: { string: gone }")]
    [InlineData(205, "body: { bytes: aGVsbG8= }")]
    [InlineData(304, "body: { string: gone }")]
    public void A_body_of_an_answer_that_has_none_is_warned_about(int status, string body) => Assert.Equal(
        [$"7: warning: spec.http[0].directResponse.body: is not sent: an answer with status {status} has no body"],
        Reads.Faults(Reads.VirtualService($"hosts: [order]\nhttp: [{{ directResponse: {{ status: {status}, {body} }} }}]")));

    [Theory]
    [InlineData("/(a)/(b)", "/\\3", "must not name \\3: the pattern has only 2 groups")]
    [InlineData("/(a)", "/\\1\\2\\2\\9", "must not name \\2, \\9: the pattern has only 1 group")]
    [InlineData("/(?:a)", "/\\1", "must not name \\1: the pattern has no groups")]
    public void A_rewrite_that_names_a_group_that_the_pattern_does_not_have_is_an_error(string match, string rewrite, string expected) => Assert.Equal(
        [$"13: spec.http[0].rewrite.uriRegexRewrite.rewrite: {expected}"],
        Reads.Faults(Reads.Route($"rewrite:\n  uriRegexRewrite:\n    match: '{match}'\n    rewrite: '{rewrite}'")));

    [Fact]
    public void Of_a_pattern_that_is_none_nothing_is_said_of_its_groups() =>
        Assert.StartsWith("10: spec.http[0].rewrite.uriRegexRewrite.match: is not a pattern:", Assert.Single(Reads.Faults(Reads.Route("rewrite: { uriRegexRewrite: { match: '(', rewrite: '/\\1' } }"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("(?P<name>a)(b)", "ba/ab")]
    [InlineData("(?<name>a)(b)", "ba/ab")]
    [InlineData("([(?P<>]?a)(b)", "ba/ab")]
    public void Groups_are_counted_from_the_left_whether_they_have_names_or_not(string match, string expected)
    {
        var rewrite = Reads.GoodRoute($"rewrite: {{ uriRegexRewrite: {{ match: '{match}', rewrite: '\\2\\1/\\0' }} }}").Rewrite!.UriRegex!;

        Assert.Equal(expected, rewrite.Match.Replace("ab", rewrite.Replacement));
    }

    [Fact]
    public void A_percent_sign_in_a_header_is_a_percent_sign() =>
        Assert.Equal("50% of 100%, caf%C3%A9%20", Reads.GoodRoute("headers: { request: { set: { x: \"50% of 100%, caf%C3%A9%20\" } } }").Headers.Request.Set["x"]);

    [Theory]
    [InlineData("exact: /a%20b", "/a b", "/a%20b")]
    [InlineData("prefix: /caf%C3%A9/", "/café/7", "/caf")]
    [InlineData("exact: /a%2Fb", "/a%2Fb", "/a/b")]
    [InlineData("exact: /a b", "/a b", "/a")]
    [InlineData("prefix: 100%25", "100%25", "100%")]
    [InlineData("regex: /a%20b", "/a%20b", "/a b")]
    public void Paths_are_compared_decoded_as_the_server_has_them_but_for_patterns(string uri, string good, string bad)
    {
        var match = Assert.Single(Reads.GoodRoute($"match: [{{ uri: {{ {uri} }} }}]").Matches).Uri!;

        Assert.True(match.Matches(good));
        Assert.False(match.Matches(bad));
    }

    [Theory]
    [InlineData("allowOrigins: [{ exact: \"*\" }]")]
    [InlineData("allowOrigin: [\"*\"]")]
    public void A_star_is_every_origin(string origins) =>
        Assert.True(Assert.Single(Reads.GoodRoute($"corsPolicy: {{ {origins} }}").Cors!.AllowOrigins).Matches("https://any.test"));

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    public void Only_http_is_routed(string protocol) => Assert.Contains(
        $"7: spec.{protocol}: is not supported: only http is routed", Reads.Faults(Reads.VirtualService($"hosts: [order]\n{protocol}: [{{ route: [] }}]")));

    [Fact]
    public void A_pattern_that_backtracks_elsewhere_takes_no_time()
    {
        var match = Assert.Single(Reads.GoodRoute("match: [{ headers: { cookie: { regex: \"^(.*?;)?(user=anna)(;.*)?$\" }, agent: { regex: \"(a+)+b\" } } }]").Matches);

        Assert.True(match.Headers["cookie"].Matches("lang=en;user=anna;theme=dark"));
        Assert.False(match.Headers["cookie"].Matches("user=hannah"));
        Assert.False(match.Headers["agent"].Matches(new string('a', 100_000)));
    }

    [Fact]
    public void Answers_of_the_gateway_itself_are_read()
    {
        var service = Reads.Good<VirtualService>(Reads.VirtualService("""
            hosts: [order]
            http:
            - match: [{ uri: { exact: /old } }]
              redirect: { uri: /new, authority: "shop.example.com:8443", scheme: https, derivePort: FROM_REQUEST_PORT, redirectCode: 308 }
            - match: [{ uri: { exact: /down } }]
              directResponse: { status: 503, body: { string: closed } }
            - directResponse: { status: 200, body: { bytes: aGVsbG8= } }
            """));

        Assert.Equal(new HttpRedirect("/new", null, "shop.example.com:8443", null, RedirectPort.FromRequestPort, "https", 308), service.Http[0].Redirect);
        Assert.Equal((503, "closed"), (service.Http[1].DirectResponse!.Status, Encoding.UTF8.GetString(service.Http[1].DirectResponse!.Body.Span)));
        Assert.Equal("hello", Encoding.UTF8.GetString(service.Http[2].DirectResponse!.Body.Span));
    }

    [Fact]
    public void Faults_mirrors_headers_and_cors_are_read()
    {
        var route = Reads.GoodRoute("""
            fault:
              delay: { fixedDelay: 7s, percentage: { value: 0.1 } }
              abort: { httpStatus: 500, percentage: { value: 100 } }
            mirrors:
            - destination: { host: audit }
              percentage: { value: 50 }
            - destination: { host: order, subset: v2 }
            headers:
              request: { set: { x-one: "1" }, add: { x-two: a }, remove: [x-three] }
            corsPolicy:
              allowOrigins: [{ exact: https://example.com }, { regex: "https://.*\\.example\\.com" }]
              allowMethods: [GET, POST]
              allowCredentials: false
              maxAge: 24h
              unmatchedPreflights: IGNORE
            """);

        Assert.Equal(new HttpFault(new(TimeSpan.FromSeconds(7), 0.1), new(500, 100)), route.Fault);
        Assert.Equal([("audit", 50d), ("order", 100d)], route.Mirrors.Select(mirror => (mirror.Destination.Host, mirror.Percentage)));
        Assert.Equal(("1", "a", "x-three"), (route.Headers.Request.Set["X-One"], route.Headers.Request.Add["x-two"], Assert.Single(route.Headers.Request.Remove)));
        Assert.True(route.Headers.Response.IsEmpty);
        Assert.True(route.Cors!.AllowOrigins[1].Matches("https://shop.example.com"));
        Assert.False(route.Cors.AllowOrigins[1].Matches("https://example.com.evil.test"));
        Assert.Equal((TimeSpan.FromDays(1), false, false), (route.Cors.MaxAge, route.Cors.AllowCredentials, route.Cors.ForwardUnmatchedPreflights));
    }

    [Fact]
    public void A_rewrite_by_pattern_is_put_into_the_words_of_dotnet()
    {
        var rewrite = Reads.GoodRoute("""rewrite: { uriRegexRewrite: { match: "^/orders/(?P<id>[0-9]+)$", rewrite: '/o/\1/$1' } }""").Rewrite!.UriRegex!;

        Assert.Equal("/o/42/$1", rewrite.Match.Replace("/orders/42", rewrite.Replacement));
    }

    [Fact]
    public void Older_names_of_fields_mean_what_they_meant()
    {
        var route = Reads.GoodRoute("mirror: { host: audit }\nmirrorPercent: 25\nfault: { delay: { percent: 10, fixedDelay: 1s } }\ncorsPolicy: { allowOrigin: [\"*\", https://a.test] }");

        Assert.Equal(25, Assert.Single(route.Mirrors).Percentage);
        Assert.Equal(10, route.Fault!.Delay!.Percentage);
        Assert.Equal([new StringMatch.Present(), new StringMatch.Exact("https://a.test")], route.Cors!.AllowOrigins);
    }

    [Fact]
    public void Retries_without_conditions_have_istios() =>
        Assert.Equal(HttpRetries.DefaultOn, Reads.GoodRoute("retries: { attempts: 2 }").Retries!.On);

    [Fact]
    public void A_timeout_of_zero_is_said_and_none_is_not()
    {
        Assert.Equal(TimeSpan.Zero, Reads.GoodRoute("timeout: 0s").Timeout);
        Assert.Null(Reads.GoodRoute("name: plain").Timeout);
    }
}
