using System.Net;

namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of <c>/session</c>, and of <c>acquire</c> and <c>release</c> on <c>/kv</c>.</summary>
public sealed class SessionTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task A_session_is_known_until_it_is_destroyed()
    {
        var id = await NewSessionAsync(new { Name = "leader", TTL = "30s", Behavior = "delete", LockDelay = "5s" });

        var session = (await Client.GetAsync($"session/info/{id}")).Json.EnumerateArray().Single();
        Assert.Equal(
            (id, "leader", "30s", "delete", 5_000_000_000L),
            (session.GetProperty("ID").GetString(), session.GetProperty("Name").GetString(), session.GetProperty("TTL").GetString(),
                session.GetProperty("Behavior").GetString(), session.GetProperty("LockDelay").GetInt64()));
        Assert.Contains(id, await SessionsAsync("session/list"));
        Assert.Contains(id, await SessionsAsync($"session/node/{session.GetProperty("Node").GetString()}"));

        Assert.True((await Client.PutAsync($"session/destroy/{id}")).Json.GetBoolean());
        Assert.Empty((await Client.GetAsync($"session/info/{id}")).Json.EnumerateArray());
        Assert.DoesNotContain(id, await SessionsAsync("session/list"));
    }

    [Fact]
    public async Task Without_a_body_everything_is_default()
    {
        var id = (await Client.PutAsync("session/create")).Json.GetProperty("ID").GetString()!;

        var session = (await Client.GetAsync($"session/info/{id}")).Json.EnumerateArray().Single();
        Assert.Equal(("release", 15_000_000_000L), (session.GetProperty("Behavior").GetString(), session.GetProperty("LockDelay").GetInt64()));
        Assert.True((await Client.PutAsync($"session/destroy/{id}")).Json.GetBoolean());
    }

    [Fact]
    public async Task A_body_that_does_not_say_how_long_it_is_is_not_read()
    {
        var id = (await Client.PutInChunksAsync("session/create", new { Name = "leader", TTL = "30s" })).Json.GetProperty("ID").GetString();

        var session = (await Client.GetAsync($"session/info/{id}")).Json[0];
        Assert.Equal(("", ""), (session.GetProperty("Name").GetString(), session.GetProperty("TTL").GetString()));
        Assert.True((await Client.PutAsync($"session/destroy/{id}")).Json.GetBoolean());
    }

    [Fact]
    public async Task A_session_is_renewed_while_it_is_there()
    {
        var id = await NewSessionAsync(new { TTL = "10s" });
        Assert.Equal(id, (await Client.PutAsync($"session/renew/{id}")).Json.EnumerateArray().Single().GetProperty("ID").GetString());

        await Client.PutAsync($"session/destroy/{id}");
        Assert.Equal(HttpStatusCode.NotFound, (await Client.PutAsync($"session/renew/{id}")).Status);
    }

    [Theory]
    [InlineData("9s")]
    [InlineData("86401s")]
    [InlineData("soon")]
    public async Task Its_time_must_be_in_range(string ttl) =>
        Assert.True((int)(await Client.PutAsync("session/create", new { TTL = ttl })).Status >= 400);

    [Theory]
    [InlineData("0s")]
    [InlineData("")]
    public async Task Without_a_time_it_never_ends(string ttl)
    {
        var id = await NewSessionAsync(new { TTL = ttl });

        Assert.Equal(ttl, (await Client.GetAsync($"session/info/{id}")).Json[0].GetProperty("TTL").GetString());
    }

    [Fact]
    public async Task A_delay_above_the_longest_is_taken()
    {
        var id = await NewSessionAsync(new { LockDelay = "2m" });

        Assert.Equal(120_000_000_000L, (await Client.GetAsync($"session/info/{id}")).Json[0].GetProperty("LockDelay").GetInt64());
    }

    [Fact]
    public async Task It_lives_on_a_node_that_there_is() =>
        Assert.True((int)(await Client.PutAsync("session/create", new { Node = NewName("node") })).Status >= 400);

    [Theory]
    [InlineData("session/info/no-uuid", "GET")]
    [InlineData("session/renew/no-uuid", "PUT")]
    [InlineData("session/destroy/no-uuid", "PUT")]
    public async Task What_cannot_be_the_id_of_a_session_is_refused(string path, string method) =>
        Assert.True((int)(method == "GET" ? await Client.GetAsync(path) : await Client.PutAsync(path)).Status >= 400);

    [Fact]
    public async Task Destroying_twice_is_no_error()
    {
        var id = await NewSessionAsync(new { });

        Assert.True((await Client.PutAsync($"session/destroy/{id}")).Json.GetBoolean());
        Assert.True((await Client.PutAsync($"session/destroy/{id}")).Json.GetBoolean());
    }

    [Fact]
    public async Task A_lock_is_held_by_one_session()
    {
        var key = NewKey("lock");
        var (mine, yours) = (await NewSessionAsync(new { }), await NewSessionAsync(new { }));

        Assert.True((await Client.PutAsync($"kv/{key}?acquire={mine}", "me")).Json.GetBoolean());
        Assert.False((await Client.PutAsync($"kv/{key}?acquire={yours}", "you")).Json.GetBoolean());
        Assert.Equal(("me", mine, 1UL), await LockAsync(key));

        // Once more changes the value, and is no new lock.
        Assert.True((await Client.PutAsync($"kv/{key}?acquire={mine}", "still me")).Json.GetBoolean());
        Assert.Equal(("still me", mine, 1UL), await LockAsync(key));
    }

    [Fact]
    public async Task A_lock_that_was_given_back_is_free_at_once()
    {
        var key = NewKey("lock");
        var (mine, yours) = (await NewSessionAsync(new { }), await NewSessionAsync(new { }));
        await Client.PutAsync($"kv/{key}?acquire={mine}", "me");

        Assert.False((await Client.PutAsync($"kv/{key}?release={yours}", "you")).Json.GetBoolean());
        Assert.True((await Client.PutAsync($"kv/{key}?release={mine}", "nobody")).Json.GetBoolean());
        Assert.Equal(("nobody", null, 1UL), await LockAsync(key));
        Assert.True((await Client.PutAsync($"kv/{key}?acquire={yours}", "you")).Json.GetBoolean());
        Assert.Equal(("you", yours, 2UL), await LockAsync(key));
    }

    [Fact]
    public async Task Without_a_session_there_is_no_lock() =>
        Assert.True((int)(await Client.PutAsync($"kv/{NewKey("lock")}?acquire=0192f5a0-0000-7000-8000-000000000000", "me")).Status >= 400);

    [Fact]
    public async Task A_lock_hinders_nobody_who_does_not_ask_for_it()
    {
        var key = NewKey("lock");
        var (mine, yours) = (await NewSessionAsync(new { }), await NewSessionAsync(new { }));
        await Client.PutAsync($"kv/{key}?acquire={mine}", "me");

        Assert.True((await Client.PutAsync($"kv/{key}?flags=7", "anybody")).Json.GetBoolean());

        // It is still held, but how often it was taken is forgotten.
        Assert.Equal(("anybody", mine, 0UL), await LockAsync(key));
        Assert.False((await Client.PutAsync($"kv/{key}?acquire={yours}", "you")).Json.GetBoolean());
        Assert.True((await Client.PutAsync($"kv/{key}?acquire={mine}", "still me")).Json.GetBoolean());
        Assert.Equal(("still me", mine, 0UL), await LockAsync(key));
        Assert.True((await Client.PutAsync($"kv/{key}?release={mine}", "nobody")).Json.GetBoolean());
        Assert.Equal(("nobody", null, 0UL), await LockAsync(key));
        Assert.True((await Client.PutAsync($"kv/{key}?acquire={yours}", "you")).Json.GetBoolean());
        Assert.Equal(("you", yours, 1UL), await LockAsync(key));
    }

    [Fact]
    public async Task Check_and_set_leaves_a_lock_with_its_holder_too()
    {
        var key = NewKey("lock");
        var mine = await NewSessionAsync(new { });
        await Client.PutAsync($"kv/{key}?acquire={mine}", "me");
        var index = (await Client.GetAsync($"kv/{key}")).Json[0].GetProperty("ModifyIndex").GetUInt64();

        Assert.True((await Client.PutAsync($"kv/{key}?cas={index}", "anybody")).Json.GetBoolean());

        Assert.Equal(("anybody", mine, 0UL), await LockAsync(key));
    }

    [Fact]
    public async Task A_lock_that_is_taken_once_more_with_the_same_value_is_not_changed()
    {
        var key = NewKey("lock");
        var mine = await NewSessionAsync(new { });
        await Client.PutAsync($"kv/{key}?acquire={mine}", "me");
        var index = (await Client.GetAsync($"kv/{key}")).Index;

        Assert.True((await Client.PutAsync($"kv/{key}?acquire={mine}", "me")).Json.GetBoolean());

        Assert.Equal(index, (await Client.GetAsync($"kv/{key}")).Index);
    }

    [Theory]
    [InlineData("acquire=")]
    [InlineData("release=")]
    [InlineData("acquire=no-uuid")]
    public async Task A_lock_is_taken_and_given_back_by_a_session(string query)
    {
        var key = NewKey("lock");

        Assert.True((int)(await Client.PutAsync($"kv/{key}?{query}", "me")).Status >= 400);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"kv/{key}")).Status);
    }

    [Fact]
    public async Task Nobody_holds_the_lock_of_a_key_that_does_not_say_who()
    {
        var key = NewKey("lock");
        await Client.PutAsync($"kv/{key}", "free");

        Assert.False((await Client.GetAsync($"kv/{key}")).Json[0].TryGetProperty("Session", out _));
    }

    [Fact]
    public async Task The_end_of_a_session_frees_its_locks_after_the_delay()
    {
        var key = NewKey("lock");
        var (mine, yours) = (await NewSessionAsync(new { LockDelay = "2s" }), await NewSessionAsync(new { }));
        await Client.PutAsync($"kv/{key}?acquire={mine}", "me");

        await Client.PutAsync($"session/destroy/{mine}");

        Assert.Equal(("me", null, 1UL), await LockAsync(key));
        Assert.False((await Client.PutAsync($"kv/{key}?acquire={yours}", "you")).Json.GetBoolean());
        await EventuallyAsync(true, async () => (await Client.PutAsync($"kv/{key}?acquire={yours}", "you")).Json.GetBoolean());
    }

    [Fact]
    public async Task The_end_of_a_session_deletes_its_keys_if_it_said_so()
    {
        var key = NewKey("lock");
        var mine = await NewSessionAsync(new { Behavior = "delete" });
        await Client.PutAsync($"kv/{key}?acquire={mine}", "me");
        var waiting = Client.GetAsync($"kv/{key}", await SettledIndexAsync($"kv/{key}"), "60s");

        await Client.PutAsync($"session/destroy/{mine}");

        Assert.Equal(HttpStatusCode.NotFound, (await waiting).Status);
    }

    async Task<IEnumerable<string>> SessionsAsync(string path) =>
        (await Client.GetAsync(path)).Json.EnumerateArray().Select(session => session.GetProperty("ID").GetString()!);

    async Task<(string Value, string? Session, ulong LockIndex)> LockAsync(string key)
    {
        var entry = (await Client.GetAsync($"kv/{key}")).Json.EnumerateArray().Single();
        return (
            System.Text.Encoding.UTF8.GetString(entry.GetProperty("Value").GetBytesFromBase64()),
            entry.TryGetProperty("Session", out var session) ? session.GetString() : null,
            entry.GetProperty("LockIndex").GetUInt64());
    }
}
