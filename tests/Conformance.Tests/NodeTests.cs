namespace Modular.Conformance.Tests;

/// <summary>What concerns the whole node: nothing else may run beside it, since it takes every service of the node out.</summary>
[CollectionDefinition(nameof(NodeTests), DisableParallelization = true)]
[Collection(nameof(NodeTests))]
public sealed class NodeTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task No_service_of_a_node_in_maintenance_passes()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));
        try
        {
            (await Client.PutAsync("agent/maintenance?enable=true&reason=move")).Ok();
            await EventuallyAsync([], () => PassingAsync(name));
        }
        finally
        {
            (await Client.PutAsync("agent/maintenance?enable=false")).Ok();
        }

        await EventuallyAsync([id], () => PassingAsync(name));
    }

    [Fact]
    public async Task A_check_of_the_node_counts_for_every_service_on_it()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));
        var check = NewName("memory");
        await RegisterCheckAsync(new { ID = check, Name = "memory", TTL = "10m" }, check);

        await EventuallyAsync([], () => PassingAsync(name));
        (await Client.PutAsync($"agent/check/pass/{check}")).Ok();
        await EventuallyAsync([id], () => PassingAsync(name));
    }
}
