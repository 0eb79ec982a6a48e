using System.Net;

namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of <c>/health</c>.</summary>
public sealed class HealthTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task An_instance_comes_with_its_node_its_service_and_its_checks()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", tags: ["blue"]);
        await EventuallyAsync([id], () => PassingAsync(name));

        var entry = (await Client.GetAsync($"health/service/{name}")).Json.EnumerateArray().Single();
        Assert.NotEmpty(entry.GetProperty("Node").GetProperty("Node").GetString()!);
        Assert.NotEmpty(entry.GetProperty("Node").GetProperty("Address").GetString()!);
        var service = entry.GetProperty("Service");
        Assert.Equal(
            (id, name, "192.0.2.10", 8080, "v1"),
            (service.GetProperty("ID").GetString(), service.GetProperty("Service").GetString(), service.GetProperty("Address").GetString(),
                service.GetProperty("Port").GetInt32(), service.GetProperty("Meta").GetProperty("version").GetString()));
        var check = entry.GetProperty("Checks").EnumerateArray().Single(check => check.GetProperty("CheckID").GetString() == $"service:{id}");
        Assert.Equal(
            ("passing", id, name),
            (check.GetProperty("Status").GetString(), check.GetProperty("ServiceID").GetString(), check.GetProperty("ServiceName").GetString()));
    }

    [Fact]
    public async Task Only_those_that_pass_are_in_when_asked_for()
    {
        var name = NewName("web");
        await RegisterAsync(name, $"{name}-1");
        await RegisterAsync(name, $"{name}-2", status: "warning");
        await RegisterAsync(name, $"{name}-3", status: "critical");

        await EventuallyAsync([$"{name}-1", $"{name}-2", $"{name}-3"], () => InstancesAsync(name));
        await EventuallyAsync([$"{name}-1"], () => PassingAsync(name));
        foreach (var yes in new[] { "true", "1", "T" })
            await EventuallyAsync([$"{name}-1"], () => InstancesAsync(name, $"passing={yes}"));
        foreach (var no in new[] { "false", "0", "F" })
            Assert.Equal(3, (await InstancesAsync(name, $"passing={no}")).Length);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.GetAsync($"health/service/{name}?passing=maybe")).Status);
    }

    [Fact]
    public async Task Whoever_asks_need_not_know_how_names_and_tags_are_capitalised()
    {
        var name = NewName("web");
        var other = name.Replace("web", "Web", StringComparison.Ordinal);
        await RegisterAsync(name, $"{name}-1", tags: ["Blue"]);
        await RegisterAsync(other, $"{name}-2", tags: ["blue"]);

        await EventuallyAsync([$"{name}-1", $"{name}-2"], () => InstancesAsync(name.ToUpperInvariant(), "tag=BLUE"));

        // Who asks for all names gets each as it was registered.
        var names = (await Client.GetAsync("catalog/services")).Json;
        Assert.Equal(["Blue"], names.GetProperty(name).EnumerateArray().Select(tag => tag.GetString()!));
        Assert.Equal(["blue"], names.GetProperty(other).EnumerateArray().Select(tag => tag.GetString()!));
        (await Client.PutAsync($"agent/service/deregister/{name}-2")).Ok();
        await EventuallyAsync(false, async () => (await Client.GetAsync("catalog/services")).Json.TryGetProperty(other, out _));
        Assert.True((await Client.GetAsync("catalog/services")).Json.TryGetProperty(name, out _));
    }

    [Fact]
    public async Task No_check_has_a_state_that_there_is_not()
    {
        var answer = await Client.GetAsync("health/state/splendid");

        Assert.Equal((0, "application/json", null), (answer.Json.GetArrayLength(), answer.ContentType, answer.CharSet));
    }

    [Fact]
    public async Task A_service_without_checks_passes()
    {
        var name = NewName("web");
        await RegisterAsync(new { ID = $"{name}-1", Name = name, Port = 80 }, $"{name}-1");

        await EventuallyAsync([$"{name}-1"], () => PassingAsync(name));
    }

    [Fact]
    public async Task A_tag_leaves_out_the_instances_without_it()
    {
        var name = NewName("web");
        await RegisterAsync(name, $"{name}-1", tags: ["blue", "fast"]);
        await RegisterAsync(name, $"{name}-2", tags: ["green", "fast"]);

        await EventuallyAsync([$"{name}-1", $"{name}-2"], () => InstancesAsync(name, "tag=fast"));
        Assert.Equal([$"{name}-1"], await InstancesAsync(name, "tag=blue"));
        Assert.Equal([$"{name}-1"], await InstancesAsync(name, "tag=blue&tag=fast"));
        Assert.Empty(await InstancesAsync(name, "tag=red"));
    }

    [Fact]
    public async Task A_service_that_nobody_registered_is_an_empty_list()
    {
        var answer = await Client.GetAsync($"health/service/{NewName("none")}");

        Assert.Equal(0, answer.Json.GetArrayLength());
        Assert.True(answer.Index > 0);
    }

    [Fact]
    public async Task A_read_may_be_stale_or_consistent_and_says_how_old_it_is()
    {
        foreach (var mode in new[] { "stale", "consistent" })
        {
            var answer = (await Client.GetAsync($"health/service/{NewName("none")}?{mode}")).Ok();
            Assert.Equal("true", answer.Headers["X-Consul-KnownLeader"]);
            Assert.True(ulong.TryParse(answer.Headers["X-Consul-LastContact"], out _));
        }
    }

    [Fact]
    public async Task A_read_cannot_be_both() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.GetAsync($"health/service/{NewName("none")}?stale&consistent")).Status);

    [Fact]
    public async Task Checks_are_listed_by_service_by_node_and_by_state()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", status: "warning");
        await EventuallyAsync("warning", () => StatusAsync(name, $"service:{id}"));

        var node = (await CheckAsync(name, $"service:{id}"))!.Value.GetProperty("Node").GetString();
        Assert.Contains($"service:{id}", await ChecksAsync($"health/node/{node}"));
        Assert.Contains($"service:{id}", await ChecksAsync("health/state/warning"));
        Assert.Contains($"service:{id}", await ChecksAsync("health/state/any"));
        Assert.DoesNotContain($"service:{id}", await ChecksAsync("health/state/passing"));
        Assert.DoesNotContain($"service:{id}", await ChecksAsync("health/state/critical"));
    }

    async Task<IEnumerable<string>> ChecksAsync(string path) =>
        (await Client.GetAsync(path)).Json.EnumerateArray().Select(check => check.GetProperty("CheckID").GetString()!);
}
