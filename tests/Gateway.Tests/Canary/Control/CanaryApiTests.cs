using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Canary.Control;

/// <summary>Two versions on real sockets, one of them tried by the gateway's own API.</summary>
public sealed class CanaryApiTests : IAsyncLifetime
{
    TestGateway _gateway = null!;
    Upstream _one = null!;
    Upstream _two = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(("Canary:Look", "00:00:00.010"), ("Balancing:SlowStart", "0"), ("Balancing:Policy", "round-robin"), ("Health:Interval", "00:00:00.020"), ("Health:ConsecutiveFailures", "0"));
        _one = await Upstream.StartAsync(context => context.Response.WriteAsync("v1"));
        _two = await Upstream.StartAsync(context => context.Response.WriteAsync("v2"));
        _gateway.Registry.Tell("order", _one.Instance("order", "/api", ("version", "v1")), _two.Instance("order", "/api", ("version", "v2")));
        await _gateway.EventuallyAsync("/api", HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_canary_gets_its_share_of_the_keys_and_after_an_abort_not_a_single_request_more()
    {
        await StartAsync("""{ "canary": "v2", "stepWeights": [30, 60], "interval": "1h" }""");
        await WeightAsync(30);
        var first = await AnswersAsync(400);
        var second = await AnswersAsync(400);
        Assert.Equal(first, second);
        Assert.InRange(first.Count(answer => answer == "v2"), 90, 150);

        using var aborted = await PostAsync("/canaries/order/abort");
        Assert.Equal(HttpStatusCode.OK, aborted.StatusCode);
        var before = _two.Requests;
        Assert.All(await AnswersAsync(100), answer => Assert.Equal("v1", answer));
        Assert.Equal(before, _two.Requests);
        var view = await _gateway.AskAsync("/canaries/order");
        Assert.Equal(("Failed", "v1", "v2 rolled back at 30 %: by the operator"), (Text(view, "phase"), Text(view, "stable"), Text(view, "reason")));
    }

    [Fact]
    public async Task Whoever_wants_to_know_the_end_is_told_of_an_abort_by_the_operator_too()
    {
        await using var told = await Upstream.StartAsync();
        // Before the document, which would begin a rollout by itself.
        await StartAsync("""{ "canary": "v2", "stepWeights": [30, 60], "interval": "1h" }""");
        await WeightAsync(30);
        await PutAsync("Canary", Policy.Reads.Canary(
            $"targetRef: {{ kind: Deployment, name: order }}\nanalysis: {{ interval: 1h, threshold: 5, stepWeight: 30, maxWeight: 60, webhooks: [{{ name: tell, type: post-rollout, url: '{told.Address}end' }}] }}"));

        using var aborted = await PostAsync("/canaries/order/abort");

        Assert.Equal(HttpStatusCode.OK, aborted.StatusCode);
        await Eventually.SoAsync(() => told.Requests == 1);
    }

    [Fact]
    public async Task A_promoted_version_has_everything_and_forgetting_gives_all_versions_requests_again()
    {
        await StartAsync("""{ "canary": "v2", "interval": "1s" }""");
        await WeightAsync(10);
        using var promoted = await PostAsync("/canaries/order/promote");
        Assert.Equal(HttpStatusCode.OK, promoted.StatusCode);
        await Eventually.SoAsync(async () => Text(await _gateway.AskAsync("/canaries/order"), "phase") == "Succeeded");
        Assert.All(await AnswersAsync(50), answer => Assert.Equal("v2", answer));

        using var forgotten = await _gateway.Admin.DeleteAsync(new Uri("/canaries/order", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        Assert.Equal(["v1", "v2"], (await AnswersAsync(50)).Distinct().Order());
        Assert.Empty((await _gateway.AskAsync("/canaries")).EnumerateArray());
    }

    [Fact]
    public async Task A_request_that_the_canary_fails_is_answered_by_the_stable_version_and_held_against_the_canary()
    {
        await PutAsync("VirtualService", Policy.Reads.VirtualService("hosts: [order]\nhttp:\n- route: [{ destination: { host: order } }]\n  retries: { attempts: 2, retryOn: 5xx }"));
        _two.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await StartAsync("""{ "canary": "v2", "stepWeights": [50], "interval": "1h" }""");
        await WeightAsync(50);

        Assert.All(await AnswersAsync(100), answer => Assert.Equal("v1", answer));

        await Eventually.SoAsync(async () => Text(await _gateway.AskAsync("/canaries/order"), "phase") == "Failed");
        Assert.StartsWith("v2 rolled back at 50 %:", Text(await _gateway.AskAsync("/canaries/order"), "reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_canary_is_not_well_its_share_is_the_stable_versions()
    {
        await StartAsync("""{ "canary": "v2", "stepWeights": [100], "interval": "1h" }""");
        await WeightAsync(100);
        Assert.All(await AnswersAsync(20), answer => Assert.Equal("v2", answer));

        _two.HealthStatus = StatusCodes.Status503ServiceUnavailable;

        await Eventually.SoAsync(async () => (await AnswersAsync(1))[0] == "v1");
        Assert.All(await AnswersAsync(20), answer => Assert.Equal("v1", answer));
    }

    [Theory]
    [InlineData("/canaries/orders", """{ "canary": "v2" }""", 404, "There is no service 'orders'. There are: order.")]
    [InlineData("/canaries/order", "{}", 422, "canary must be the version to try; there run v1 (1), v2 (1).")]
    [InlineData("/canaries/order", """{ "canary": "v3" }""", 422, "canary: no instance of version 'v3' takes requests; there run v1 (1), v2 (1).")]
    [InlineData("/canaries/order", """{ "canary": "v2", "stable": "v2" }""", 422, "stable and canary are both 'v2'; there run v1 (1), v2 (1).")]
    [InlineData("/canaries/order", """{ "canary": "v2", "interval": "soon" }""", 422, "interval must be a duration such as 10s, of at least 1 s, not 'soon'.")]
    [InlineData("/canaries/order", """{ "canary": "v2", "stepWeights": [20, 10] }""", 422, "stepWeights must ascend between 1 and 100, not 20, 10.")]
    [InlineData("/canaries/order/pause", "", 404, "There is no rollout of 'order'.")]
    public async Task What_makes_no_sense_is_refused_with_what_there_is(string path, string body, int status, string detail)
    {
        using var answer = await PostAsync(path, body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(detail, Text(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation), "detail"));
    }

    [Fact]
    public async Task One_rollout_at_a_time_and_nothing_to_resume_where_nothing_is_paused()
    {
        await StartAsync("""{ "canary": "v2", "interval": "1h" }""");
        await WeightAsync(10);

        using var again = await PostAsync("/canaries/order", """{ "canary": "v2" }""");
        using var resumed = await PostAsync("/canaries/order/resume");
        using var paused = await PostAsync("/canaries/order/pause");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.OK), (again.StatusCode, resumed.StatusCode, paused.StatusCode));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    static string Text(JsonElement view, string field) => view.GetProperty(field).GetString()!;

    async Task PutAsync(string kind, string document)
    {
        using var content = new StringContent(document, System.Text.Encoding.UTF8, "application/yaml");
        using var put = await _gateway.Admin.PutAsync(new Uri($"/policies/{kind}/order", UriKind.Relative), content, Cancellation);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Cancellation));
    }

    async Task StartAsync(string body)
    {
        using var answer = await PostAsync("/canaries/order", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    Task WeightAsync(int weight) => Eventually.SoAsync(async () => (await _gateway.AskAsync("/canaries/order")).GetProperty("weight").GetInt32() == weight);

    Task<HttpResponseMessage> PostAsync(string path, string body = "") =>
        _gateway.Admin.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancellation);

    /// <summary>What so many clients are answered, each with a key of its own.</summary>
    async Task<List<string>> AnswersAsync(int clients)
    {
        var answers = new List<string>(clients);
        for (var client = 0; client < clients; client++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api", UriKind.Relative));
            request.Headers.Add("x-modular-key", $"client {client}");
            using var answer = await _gateway.Client.SendAsync(request, Cancellation);
            answers.Add(await answer.Content.ReadAsStringAsync(Cancellation));
        }

        return answers;
    }
}
