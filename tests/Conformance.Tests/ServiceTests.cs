using System.Net;

namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of <c>/agent/service</c>.</summary>
public sealed class ServiceTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task A_registered_service_is_at_the_agent_as_it_was_sent()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", tags: ["blue", "fast"]);

        var service = (await Client.GetAsync("agent/services")).Json.GetProperty(id);
        Assert.Equal(id, service.GetProperty("ID").GetString());
        Assert.Equal(name, service.GetProperty("Service").GetString());
        Assert.Equal("192.0.2.10", service.GetProperty("Address").GetString());
        Assert.Equal(8080, service.GetProperty("Port").GetInt32());
        Assert.Equal(["blue", "fast"], service.GetProperty("Tags").EnumerateArray().Select(tag => tag.GetString()!));
        Assert.Equal("v1", service.GetProperty("Meta").GetProperty("version").GetString());
    }

    [Fact]
    public async Task The_id_is_the_name_by_default()
    {
        var name = NewName("web");
        await RegisterAsync(new { Name = name, Port = 80 }, name);

        Assert.Equal(name, (await Client.GetAsync($"agent/service/{name}")).Json.GetProperty("ID").GetString());
    }

    [Fact]
    public async Task One_service_is_found_by_its_id_with_a_hash_of_its_content()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");

        var answer = await Client.GetAsync($"agent/service/{id}");

        Assert.Equal(name, answer.Json.GetProperty("Service").GetString());
        Assert.NotEmpty(answer.Headers["X-Consul-ContentHash"]);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"agent/service/{NewName("none")}")).Status);

    [Fact]
    public async Task Without_a_name_it_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/service/register", new { Port = 80 })).Status);

    [Fact]
    public async Task What_is_no_JSON_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/service/register", "{ no json")).Status);

    [Fact]
    public async Task Field_names_may_be_in_camel_case()
    {
        var name = NewName("web");
        await RegisterAsync(new { name, id = $"{name}-1", port = 80 }, $"{name}-1");

        Assert.Equal(80, (await Client.GetAsync($"agent/service/{name}-1")).Json.GetProperty("Port").GetInt32());
    }

    [Fact]
    public async Task Registering_again_changes_it()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await RegisterAsync(new { ID = id, Name = name, Port = 9090 }, id);

        Assert.Equal(9090, (await Client.GetAsync($"agent/service/{id}")).Json.GetProperty("Port").GetInt32());
        await EventuallyAsync(9090, async () =>
            (await Client.GetAsync($"catalog/service/{name}")).Json.EnumerateArray().Single().GetProperty("ServicePort").GetInt32());
    }

    [Fact]
    public async Task Checks_that_are_missing_the_second_time_stay_unless_they_are_to_be_replaced()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");

        (await Client.PutAsync("agent/service/register", new { ID = id, Name = name })).Ok();
        Assert.True((await Client.GetAsync("agent/checks")).Json.TryGetProperty($"service:{id}", out _));

        (await Client.PutAsync("agent/service/register?replace-existing-checks=true", new { ID = id, Name = name })).Ok();
        Assert.False((await Client.GetAsync("agent/checks")).Json.TryGetProperty($"service:{id}", out _));
    }

    [Fact]
    public async Task Several_checks_come_with_one_registration()
    {
        var name = NewName("web");
        var check = new { TTL = "10m", Status = "passing" };
        await RegisterAsync(new { ID = $"{name}-1", Name = name, Checks = new[] { check, check } }, $"{name}-1");

        var checks = (await Client.GetAsync("agent/checks")).Json;
        Assert.True(checks.TryGetProperty($"service:{name}-1:1", out _));
        Assert.True(checks.TryGetProperty($"service:{name}-1:2", out _));
    }

    [Fact]
    public async Task A_deregistered_service_is_gone_with_its_checks()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));

        (await Client.PutAsync($"agent/service/deregister/{id}")).Ok();

        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"agent/service/{id}")).Status);
        Assert.False((await Client.GetAsync("agent/checks")).Json.TryGetProperty($"service:{id}", out _));
        await EventuallyAsync([], () => InstancesAsync(name));
    }

    [Fact]
    public async Task Deregistering_what_is_not_there_does_nothing()
    {
        // Documented as doing nothing; newer versions say so with 404.
        var status = (await Client.PutAsync($"agent/service/deregister/{NewName("none")}")).Status;

        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.InternalServerError, $"{status}");
    }
}
