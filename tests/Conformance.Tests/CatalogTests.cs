namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of <c>/catalog</c>, <c>/status</c> and <c>/agent/self</c>.</summary>
public sealed class CatalogTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task Names_come_with_all_tags_of_their_instances()
    {
        var name = NewName("web");
        await RegisterAsync(name, $"{name}-1", tags: ["blue"]);
        await RegisterAsync(name, $"{name}-2", tags: ["green", "blue"]);

        await EventuallyAsync(["blue", "green"], async () => await TagsAsync(name));
    }

    [Fact]
    public async Task A_name_goes_with_its_last_instance()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync(true, async () => (await Client.GetAsync("catalog/services")).Json.TryGetProperty(name, out _));

        await Client.PutAsync($"agent/service/deregister/{id}");

        await EventuallyAsync(false, async () => (await Client.GetAsync("catalog/services")).Json.TryGetProperty(name, out _));
    }

    [Fact]
    public async Task Instances_are_listed_whether_they_pass_or_not()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", status: "critical", tags: ["blue"]);
        await EventuallyAsync(1, async () => (await Client.GetAsync($"catalog/service/{name}")).Json.GetArrayLength());

        var instance = (await Client.GetAsync($"catalog/service/{name}?tag=blue")).Json.EnumerateArray().Single();
        Assert.Equal(
            (id, name, "192.0.2.10", 8080, "v1"),
            (instance.GetProperty("ServiceID").GetString(), instance.GetProperty("ServiceName").GetString(),
                instance.GetProperty("ServiceAddress").GetString(), instance.GetProperty("ServicePort").GetInt32(),
                instance.GetProperty("ServiceMeta").GetProperty("version").GetString()));
        Assert.NotEmpty(instance.GetProperty("Node").GetString()!);
        Assert.NotEmpty(instance.GetProperty("Address").GetString()!);
        Assert.Equal(0, (await Client.GetAsync($"catalog/service/{name}?tag=green")).Json.GetArrayLength());
    }

    [Fact]
    public async Task There_is_a_node_and_it_is_the_agent_that_is_asked()
    {
        var self = (await Client.GetAsync("agent/self")).Json.GetProperty("Config");
        var nodes = (await Client.GetAsync("catalog/nodes")).Json.EnumerateArray().Select(node => node.GetProperty("Node").GetString());

        Assert.Contains(self.GetProperty("NodeName").GetString(), nodes);
        Assert.NotEmpty(self.GetProperty("Datacenter").GetString()!);
        Assert.NotEmpty(self.GetProperty("Version").GetString()!);
    }

    [Fact]
    public async Task There_is_a_leader() =>
        Assert.Matches("^.+:[0-9]+$", (await Client.GetAsync("status/leader")).Json.GetString());

    async Task<string[]> TagsAsync(string name) => (await Client.GetAsync("catalog/services")).Json.TryGetProperty(name, out var tags)
        ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!).Order(StringComparer.Ordinal)]
        : [];
}
