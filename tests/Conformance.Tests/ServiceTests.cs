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

    [Theory]
    [InlineData("/")]
    [InlineData("%2F")]
    [InlineData("%2f")]
    public async Task A_slash_in_an_id_and_in_a_name_may_be_escaped_or_not(string slash)
    {
        var name = NewName("web");
        var id = await RegisterAsync($"{name}/shop", $"{name}/1");
        var (namePath, idPath) = ($"{name}{slash}shop", $"{name}{slash}1");
        await EventuallyAsync([id], () => PassingAsync(namePath));

        Assert.Equal(id, (await Client.GetAsync($"agent/service/{idPath}")).Json.GetProperty("ID").GetString());
        Assert.Equal(id, (await Client.GetAsync($"catalog/service/{namePath}")).Json.EnumerateArray().Single().GetProperty("ServiceID").GetString());
        (await Client.PutAsync($"agent/service/maintenance/{idPath}?enable=true")).Ok();
        await EventuallyAsync("critical", () => StatusAsync(namePath, $"_service_maintenance:{id}"));

        (await Client.PutAsync($"agent/service/deregister/{idPath}")).Ok();

        await EventuallyAsync([], () => InstancesAsync(namePath));
    }

    [Theory]
    [InlineData("health/service/")]
    [InlineData("health/checks/")]
    [InlineData("catalog/service/")]
    public async Task A_name_is_needed(string path) => Assert.Equal(HttpStatusCode.BadRequest, (await Client.GetAsync(path)).Status);

    [Fact]
    public async Task A_service_that_is_not_there_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"agent/service/{NewName("none")}")).Status);

    [Fact]
    public async Task Without_a_name_it_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/service/register", new { Port = 80 })).Status);

    [Fact]
    public async Task What_is_no_JSON_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/service/register", "{ no json")).Status);

    public static readonly TheoryData<string, object> Refused = new()
    {
        { "an address that nobody can be reached at", new { Name = "refused", Address = "0.0.0.0" } },
        { "the same in IPv6", new { Name = "refused", Address = "::" } },
        { "a weight of 0", new { Name = "refused", Weights = new { Passing = 0, Warning = 1 } } },
        { "a weight below 0", new { Name = "refused", Weights = new { Passing = 1, Warning = -1 } } },
        { "a weight above 65535", new { Name = "refused", Weights = new { Passing = 65536, Warning = 1 } } },
        { "65 pairs of metadata", new { Name = "refused", Meta = Enumerable.Range(0, 65).ToDictionary(number => $"key{number}", _ => "") } },
        { "a long key", new { Name = "refused", Meta = Pair(new string('k', 129), "") } },
        { "a key with a dot", new { Name = "refused", Meta = Pair("a.b", "") } },
        { "no key", new { Name = "refused", Meta = Pair("", "") } },
        { "a key of Consul's own", new { Name = "refused", Meta = Pair("consul-key", "") } },
        { "a long value", new { Name = "refused", Meta = Pair("key", new string('v', 513)) } },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_makes_no_sense_is_refused(string what, object service)
    {
        var answer = await Client.PutAsync("agent/service/register", service);

        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{what}: {answer.Status}");
        Assert.NotEmpty(answer.Text);
    }

    [Fact]
    public async Task What_only_just_makes_sense_is_taken()
    {
        var name = NewName("web");
        var meta = Enumerable.Range(0, 63).ToDictionary(number => $"key_{number}-", _ => new string('v', 512));
        meta.Add(new string('K', 128), "");

        await RegisterAsync(new { Name = name, Meta = meta, Weights = new { Passing = 65535 } }, name);

        var service = (await Client.GetAsync($"agent/service/{name}")).Json;
        Assert.Equal(64, service.GetProperty("Meta").EnumerateObject().Count());
        Assert.Equal((65535, 0), (service.GetProperty("Weights").GetProperty("Passing").GetInt32(), service.GetProperty("Weights").GetProperty("Warning").GetInt32()));
    }

    [Fact]
    public async Task A_check_that_says_nothing_is_none()
    {
        var name = NewName("web");
        await RegisterAsync(new { Name = name, Check = new { } }, name);

        await EventuallyAsync([name], () => PassingAsync(name));
        Assert.Null(await CheckAsync(name, $"service:{name}"));
    }

    [Theory]
    [InlineData("POST", "agent/service/register", "PUT")]
    [InlineData("DELETE", "catalog/services", "GET")]
    [InlineData("POST", "kv/key", "PUT")]
    public async Task A_method_that_there_is_not_is_refused_with_those_that_there_are(string method, string path, string allowed)
    {
        var answer = await Client.SendAsync(new HttpMethod(method), path);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, $"method {method} not allowed"), (answer.Status, answer.Text));
        Assert.Contains(allowed, answer.Headers["Allow"], StringComparison.Ordinal);
    }

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

    static Dictionary<string, string> Pair(string key, string value) => new(StringComparer.Ordinal) { [key] = value };
}
