using System.Net;

namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of blocking queries.</summary>
public sealed class BlockingTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task A_query_waits_for_an_instance_to_come()
    {
        var name = NewName("web");
        var path = $"health/service/{name}?passing";
        var waiting = Client.GetAsync(path, await SettledIndexAsync(path), "60s");

        await RegisterAsync(name, $"{name}-1");

        var answer = await waiting;
        await EventuallyAsync([$"{name}-1"], () => PassingAsync(name));
        Assert.True(answer.Index > 0);
    }

    [Fact]
    public async Task A_query_waits_for_a_check_to_fail()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));
        var path = $"health/service/{name}?passing";
        var index = await SettledIndexAsync(path);
        var waiting = Client.GetAsync(path, index, "60s");

        (await Client.PutAsync($"agent/check/fail/service:{id}")).Ok();

        var answer = await waiting;
        Assert.True(answer.Index > index);
        Assert.Equal(0, answer.Json.GetArrayLength());
    }

    [Fact]
    public async Task A_query_waits_for_an_instance_to_go()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));
        var path = $"health/service/{name}";
        var index = await SettledIndexAsync(path);
        var waiting = Client.GetAsync(path, index, "60s");

        (await Client.PutAsync($"agent/service/deregister/{id}")).Ok();

        // Consul may take the check out before the service: two changes.
        var answer = await waiting;
        Assert.NotEqual(index, answer.Index);
        await EventuallyAsync([], () => InstancesAsync(name));
    }

    [Fact]
    public async Task Names_are_waited_for()
    {
        var name = NewName("web");
        var index = await SettledIndexAsync("catalog/services");
        var waiting = Client.GetAsync("catalog/services", index, "60s");

        await RegisterAsync(name, $"{name}-1");

        Assert.True((await waiting).Index > index);
        await EventuallyAsync(true, async () => (await Client.GetAsync("catalog/services")).Json.TryGetProperty(name, out _));
    }

    [Fact]
    public async Task So_is_the_end_of_a_name()
    {
        var name = NewName("web");
        await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([$"{name}-1"], () => PassingAsync(name));
        var seen = new List<bool>();
        var following = FollowAsync();
        await EventuallyAsync(true, () => Task.FromResult(seen.Contains(true)));

        (await Client.PutAsync($"agent/service/deregister/{name}-1")).Ok();

        await following.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

        // Other names may come and go meanwhile: only blocking queries are made, until this one is gone.
        async Task FollowAsync()
        {
            var index = 0UL;
            do
            {
                var answer = index == 0 ? await Client.GetAsync("catalog/services") : await Client.GetAsync("catalog/services", index, "60s");
                seen.Add(answer.Json.TryGetProperty(name, out _));
                index = answer.Index;
            }
            while (seen[^1]);
        }
    }

    [Fact]
    public async Task Without_a_change_the_answer_comes_after_the_wait_with_the_same_index()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));
        var path = $"health/service/{name}";
        var index = await SettledIndexAsync(path);

        var began = TimeProvider.System.GetTimestamp();
        var answer = await Client.GetAsync(path, index, "800ms");
        var took = TimeProvider.System.GetElapsedTime(began);

        Assert.Equal(index, answer.Ok().Index);
        // A clock tick less than asked for is no breach; the upper bound is for a loaded machine.
        Assert.InRange(took, TimeSpan.FromMilliseconds(780), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_index_that_is_behind_is_answered_at_once()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1");
        await EventuallyAsync([id], () => PassingAsync(name));

        Assert.Single((await Client.GetAsync($"health/service/{name}", 1, "100s")).Json.EnumerateArray());
    }

    [Fact]
    public async Task A_change_of_one_service_does_not_move_the_index_of_another()
    {
        var (calm, busy) = (NewName("calm"), NewName("busy"));
        await RegisterAsync(calm, $"{calm}-1");
        await EventuallyAsync([$"{calm}-1"], () => PassingAsync(calm));
        var index = await SettledIndexAsync($"health/service/{calm}");

        await RegisterAsync(busy, $"{busy}-1");
        await EventuallyAsync([$"{busy}-1"], () => PassingAsync(busy));

        Assert.Equal(index, (await Client.GetAsync($"health/service/{calm}")).Index);
    }

    [Theory]
    [InlineData("index=x")]
    [InlineData("index=-1")]
    [InlineData("index=5&wait=soon")]
    public async Task What_is_no_index_or_no_duration_is_refused(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.GetAsync($"catalog/services?{query}")).Status);
}
