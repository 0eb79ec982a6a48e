using System.Net;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class BlockingQueryTests : IDisposable
{
    readonly Clock _time = new();
    readonly FakeConsul _consul = new();
    readonly ConsulCalls _calls;
    readonly HttpClient _http;
    readonly BlockingQuery<List<HealthEntry>> _query;

    public BlockingQueryTests()
    {
        var options = new ConsulOptions { Token = "secret" };
        (_http, var api) = _consul.Connect(options);
        _calls = new ConsulCalls(options, _time);
        _query = new BlockingQuery<List<HealthEntry>>(_calls, new QueryPace(_time, QueryPace.Longest), (mode, token) => api.PassingAsync("order", mode, token));
    }

    [Fact]
    public async Task The_first_asks_any_server_for_what_passes_and_waits_for_nothing()
    {
        var answer = Next();
        var call = await Call();
        call.Answer("[]", 7);

        Assert.Equal("?passing=true&stale=true", call.Query);
        Assert.Equal(["secret"], call.Request.Headers.GetValues("X-Consul-Token"));
        Assert.Empty(await answer.Soon());
    }

    [Fact]
    public async Task The_next_waits_for_what_is_newer()
    {
        await Answered("[]", 7);

        var answer = Next();
        var call = await Call();
        call.Answer($"[{FakeConsul.Instance("order", "order-1", 80)}]", 9);

        Assert.Equal("?passing=true&index=7&wait=300s&stale=true", call.Query);
        Assert.Equal("order-1", Assert.Single(await answer.Soon()).Service.ID);
    }

    [Fact]
    public async Task An_index_that_goes_backwards_starts_from_the_beginning()
    {
        await Answered("[]", 7);
        await Answered("[]", 6);

        Assert.DoesNotContain("index", await NextQuery(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(null)]
    public async Task An_index_below_1_is_1(ulong? index)
    {
        await Answered("[]", index);

        Assert.Contains("index=1&", await NextQuery(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_last_heard_of_its_leader_too_long_ago_is_not_believed()
    {
        var answer = Next();
        (await Call()).Answer($"[{FakeConsul.Instance("order", "old", 80)}]", 7, lastContact: "10001");
        var again = await Call();
        again.Answer($"[{FakeConsul.Instance("order", "new", 80)}]", 9);

        Assert.Equal("?passing=true&consistent=true", again.Query);
        Assert.Equal("new", Assert.Single(await answer.Soon()).Service.ID);
        Assert.Contains("index=9&", await NextQuery(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_is_one_that_knows_no_leader()
    {
        var answer = Next();
        (await Call()).Answer("[]", 7, knownLeader: "false");
        (await Call()).Refuse(HttpStatusCode.InternalServerError, "No cluster leader");

        var failure = await Assert.ThrowsAsync<ConsulException>(() => answer.Soon());
        Assert.Equal("answered 500: No cluster leader", failure.Message);
    }

    [Fact]
    public async Task Ten_seconds_are_recent_enough()
    {
        var answer = Next();
        (await Call()).Answer("[]", 7, lastContact: "10000");

        await answer.Soon();
    }

    [Fact]
    public async Task A_query_that_waits_is_given_a_sixteenth_and_ten_seconds_more_than_it_was_told_to_wait()
    {
        await Answered("[]", 7);
        var answer = Next();
        await Call();
        var limit = TimeSpan.FromSeconds(300 + (300 / 16.0) + 10);

        _time.Advance(limit - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("no answer within 328.75 s", (await Assert.ThrowsAsync<ConsulException>(() => answer.Soon())).Message);
    }

    [Fact]
    public async Task One_that_does_not_wait_is_given_ten_seconds()
    {
        var answer = Next();
        await Call();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("no answer within 10 s", (await Assert.ThrowsAsync<ConsulException>(() => answer.Soon())).Message);
    }

    [Fact]
    public async Task After_a_failure_it_asks_at_once_and_waits_for_nothing()
    {
        await Answered("[]", 7);
        await Answered("[]", 8);
        var failing = Next();
        await _time.TimerOf(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await Call()).Break();
        await Assert.ThrowsAsync<ConsulException>(() => failing.Soon());

        // No token is left, and none is needed.
        Assert.Equal("?passing=true&stale=true", await NextQuery());
    }

    [Fact]
    public async Task What_is_no_JSON_is_a_failure()
    {
        var answer = Next();
        (await Call()).Answer("<html>", 7);

        await Assert.ThrowsAsync<ConsulException>(() => answer.Soon());
    }

    [Fact]
    public async Task Whoever_gives_up_is_told_so_and_not_that_Consul_failed()
    {
        using var gone = new CancellationTokenSource();
        var answer = _query.NextAsync(gone.Token);
        await Call();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.Soon());
    }

    public void Dispose()
    {
        _http.Dispose();
        _calls.Dispose();
    }

    Task<List<HealthEntry>> Next() => _query.NextAsync(TestContext.Current.CancellationToken);

    Task<FakeConsul.Call> Call() => _consul.CallTo(FakeConsul.Of("order"));

    async Task Answered(string body, ulong? index)
    {
        var answer = Next();
        (await Call()).Answer(body, index);
        await answer.Soon();
    }

    async Task<string> NextQuery()
    {
        var answer = Next();
        // A third query has to wait for its token.
        _time.Advance(TimeSpan.FromSeconds(1));
        var call = await Call();
        call.Answer("[]", 99);
        await answer.Soon();
        return call.Query;
    }
}
