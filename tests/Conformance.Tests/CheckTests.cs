using System.Net;

namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of <c>/agent/check</c>.</summary>
public sealed class CheckTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task A_TTL_check_is_critical_until_it_first_passes()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", check: new { TTL = "10m" });
        await EventuallyAsync("critical", () => StatusAsync(name, $"service:{id}"));

        (await Client.PutAsync($"agent/check/pass/service:{id}?note=well")).Ok();

        await EventuallyAsync("passing", () => StatusAsync(name, $"service:{id}"));
        Assert.Equal("well", (await AgentCheckAsync($"service:{id}")).GetProperty("Output").GetString());
    }

    [Theory]
    [InlineData("pass", "passing")]
    [InlineData("warn", "warning")]
    [InlineData("fail", "critical")]
    public async Task A_check_is_set_by_its_verb(string verb, string status)
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", status: verb == "pass" ? "critical" : "passing");

        (await Client.PutAsync($"agent/check/{verb}/service:{id}")).Ok();

        await EventuallyAsync(status, () => StatusAsync(name, $"service:{id}"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("%2F")]
    public async Task A_slash_in_the_id_of_a_check_may_be_escaped_or_not(string slash)
    {
        var check = $"{NewName("check")}/1";
        await RegisterCheckAsync(new { ID = check, Name = "ttl", TTL = "10m" }, check);
        var path = check.Replace("/", slash, StringComparison.Ordinal);

        foreach (var (verb, status) in new[] { ("pass", "passing"), ("warn", "warning"), ("fail", "critical") })
        {
            (await Client.PutAsync($"agent/check/{verb}/{path}")).Ok();
            Assert.Equal(status, (await AgentCheckAsync(check)).GetProperty("Status").GetString());
        }

        (await Client.PutAsync($"agent/check/update/{path}", new { Status = "passing", Output = "well" })).Ok();
        Assert.Equal("well", (await AgentCheckAsync(check)).GetProperty("Output").GetString());
        (await Client.PutAsync($"agent/check/deregister/{path}")).Ok();
        Assert.False((await Client.GetAsync("agent/checks")).Json.TryGetProperty(check, out _));
    }

    [Fact]
    public async Task A_check_is_updated_with_a_status_and_a_text()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");

        (await Client.PutAsync($"agent/check/update/service:{id}", new { Status = "warning", Output = "hot" })).Ok();

        await EventuallyAsync("warning", () => StatusAsync(name, $"service:{id}"));
        Assert.Equal("hot", (await AgentCheckAsync($"service:{id}")).GetProperty("Output").GetString());
    }

    [Fact]
    public async Task A_status_that_there_is_not_is_refused()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");

        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync($"agent/check/update/service:{id}", new { Status = "splendid" })).Status);
    }

    [Fact]
    public async Task A_check_that_is_not_there_cannot_be_set()
    {
        // 404 since 1.11; 500 before.
        var status = (await Client.PutAsync($"agent/check/pass/{NewName("none")}")).Status;

        Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.InternalServerError, $"{status}");
    }

    [Fact]
    public async Task A_TTL_check_that_is_not_renewed_becomes_critical()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", check: new { TTL = "1s", Status = "passing" });
        await EventuallyAsync([id], () => InstancesAsync(name));

        await EventuallyAsync("critical", () => StatusAsync(name, $"service:{id}"));
        await EventuallyAsync([], () => PassingAsync(name));
    }

    [Fact]
    public async Task Renewing_keeps_it_passing_beyond_its_time()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", check: new { TTL = "2s", Status = "passing" });
        await EventuallyAsync([id], () => PassingAsync(name));
        var index = await SettledIndexAsync($"health/service/{name}");

        for (var renewal = 0; renewal < 4; renewal++)
        {
            (await Client.PutAsync($"agent/check/pass/service:{id}")).Ok();
            Assert.Equal(index, (await Client.GetAsync($"health/service/{name}", index, "800ms")).Index);
        }
    }

    [Fact]
    public async Task A_check_of_a_service_can_be_added_and_taken_out()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));
        var check = NewName("disk");
        await RegisterCheckAsync(new { ID = check, Name = "disk", ServiceID = id, TTL = "10m" }, check);
        await EventuallyAsync([], () => PassingAsync(name));

        (await Client.PutAsync($"agent/check/deregister/{check}")).Ok();

        await EventuallyAsync([id], () => PassingAsync(name));
    }

    [Fact]
    public async Task A_check_needs_a_name() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/check/register", new { TTL = "10m" })).Status);

    [Fact]
    public async Task An_HTTP_check_needs_an_interval() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/check/register", new { Name = NewName("http"), HTTP = "http://192.0.2.1/" })).Status);

    [Fact]
    public async Task A_check_of_a_service_that_is_not_there_is_refused()
    {
        var answer = await Client.PutAsync("agent/check/register", new { Name = NewName("lost"), ServiceID = NewName("none"), TTL = "10m" });

        Assert.True((int)answer.Status >= 400, $"{answer.Status}");
    }

    async Task<System.Text.Json.JsonElement> AgentCheckAsync(string id) => (await Client.GetAsync("agent/checks")).Json.GetProperty(id);
}
