using System.Net;

namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of <c>/agent/service/maintenance</c> and <c>/agent/maintenance</c>.</summary>
public sealed class MaintenanceTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task A_service_in_maintenance_does_not_pass_and_says_why()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));

        (await Client.PutAsync($"agent/service/maintenance/{id}?enable=true&reason=new+disk")).Ok();

        await EventuallyAsync([], () => PassingAsync(name));
        var check = (await CheckAsync(name, $"_service_maintenance:{id}"))!.Value;
        Assert.Equal(("critical", "new disk"), (check.GetProperty("Status").GetString(), check.GetProperty("Notes").GetString()));

        (await Client.PutAsync($"agent/service/maintenance/{id}?enable=false")).Ok();
        await EventuallyAsync([id], () => PassingAsync(name));
    }

    [Fact]
    public async Task Again_is_as_once_whatever_way_it_is_said()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        foreach (var enable in new[] { "true", "1", "T", "false", "0", "F" })
            (await Client.PutAsync($"agent/service/maintenance/{id}?enable={enable}")).Ok();

        await EventuallyAsync([id], () => PassingAsync(name));
    }

    [Fact]
    public async Task It_must_say_of_which_service_and_whether_to_enable_it()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");

        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync($"agent/service/maintenance/{id}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync($"agent/service/maintenance/{id}?enable=maybe")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/service/maintenance/?enable=true")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("agent/maintenance")).Status);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await Client.PutAsync($"agent/service/maintenance/{NewName("none")}?enable=true")).Status);
}
