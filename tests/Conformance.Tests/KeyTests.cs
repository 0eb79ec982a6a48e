using System.Net;
using System.Text;

namespace Modular.Conformance.Tests;

/// <summary>Source: Consul's documentation of <c>/kv</c>.</summary>
public sealed class KeyTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task A_value_comes_back_as_it_was_put()
    {
        var key = NewKey("key");
        Assert.True((await Client.PutAsync($"kv/{key}/deep?flags=42", "grün")).Json.GetBoolean());

        var answer = await Client.GetAsync($"kv/{key}/deep");

        var entry = answer.Json.EnumerateArray().Single();
        Assert.Equal($"{key}/deep", entry.GetProperty("Key").GetString());
        Assert.Equal("grün", Encoding.UTF8.GetString(entry.GetProperty("Value").GetBytesFromBase64()));
        Assert.Equal(42UL, entry.GetProperty("Flags").GetUInt64());
        Assert.Equal(0UL, entry.GetProperty("LockIndex").GetUInt64());
        Assert.Equal(entry.GetProperty("CreateIndex").GetUInt64(), entry.GetProperty("ModifyIndex").GetUInt64());
        Assert.Equal(answer.Index, entry.GetProperty("ModifyIndex").GetUInt64());
    }

    [Fact]
    public async Task Raw_is_the_value_and_nothing_else()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}", "plain");

        Assert.Equal("plain", (await Client.GetAsync($"kv/{key}?raw")).Ok().Text);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_not_found_and_can_be_waited_for()
    {
        var key = NewKey("key");
        var answer = await Client.GetAsync($"kv/{key}");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.True(answer.Index > 0);

        var waiting = Client.GetAsync($"kv/{key}", answer.Index, "60s");
        await Client.PutAsync($"kv/{key}", "here");

        // Consul may answer early when another key was changed: that is no promise.
        await waiting;
        Assert.Equal("here", (await Client.GetAsync($"kv/{key}?raw")).Ok().Text);
    }

    [Fact]
    public async Task Putting_keeps_when_it_was_made_and_moves_when_it_was_changed()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}", "1");
        var first = await EntryAsync(key);
        await Client.PutAsync($"kv/{key}", "2");
        var second = await EntryAsync(key);

        Assert.Equal(first.GetProperty("CreateIndex").GetUInt64(), second.GetProperty("CreateIndex").GetUInt64());
        Assert.True(second.GetProperty("ModifyIndex").GetUInt64() > first.GetProperty("ModifyIndex").GetUInt64());
    }

    [Fact]
    public async Task Putting_the_same_once_more_changes_nothing_and_wakes_nobody()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}?flags=7", "1");
        var index = await SettledIndexAsync($"kv/{key}");

        Assert.True((await Client.PutAsync($"kv/{key}?flags=7", "1")).Json.GetBoolean());
        Assert.Equal(index, (await Client.GetAsync($"kv/{key}", index, "500ms")).Index);

        Assert.True((await Client.PutAsync($"kv/{key}?flags=8", "1")).Json.GetBoolean());
        Assert.True((await Client.GetAsync($"kv/{key}")).Index > index);
    }

    [Fact]
    public async Task An_escaped_slash_is_a_slash()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}%2Fdeep", "1");

        Assert.Equal("1", (await Client.GetAsync($"kv/{key}/deep?raw")).Ok().Text);
        Assert.Equal([$"{key}/deep"], await KeysAsync($"kv/{key}%2fdeep?keys"));
    }

    [Fact]
    public async Task There_is_no_way_to_a_datacenter_that_there_is_not()
    {
        var key = NewKey("key");

        Assert.Equal(HttpStatusCode.InternalServerError, (await Client.PutAsync($"kv/{key}?dc=none", "1")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Client.GetAsync($"kv/{key}?dc=none")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Client.GetAsync("catalog/services?dc=none")).Status);
    }

    [Fact]
    public async Task Check_and_set_with_0_makes_a_key_once()
    {
        var key = NewKey("key");

        Assert.True((await Client.PutAsync($"kv/{key}?cas=0", "mine")).Json.GetBoolean());
        Assert.False((await Client.PutAsync($"kv/{key}?cas=0", "yours")).Json.GetBoolean());
        Assert.Equal("mine", (await Client.GetAsync($"kv/{key}?raw")).Text);
    }

    [Fact]
    public async Task Check_and_set_with_an_index_needs_the_last_one()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}", "1");
        var index = (await EntryAsync(key)).GetProperty("ModifyIndex").GetUInt64();

        Assert.True((await Client.PutAsync($"kv/{key}?cas={index}", "2")).Json.GetBoolean());
        Assert.False((await Client.PutAsync($"kv/{key}?cas={index}", "3")).Json.GetBoolean());
        Assert.Equal("2", (await Client.GetAsync($"kv/{key}?raw")).Text);
    }

    [Fact]
    public async Task Keys_under_a_prefix_are_listed_in_order_with_their_values_or_without()
    {
        var key = NewKey("key");
        foreach (var name in new[] { "b", "a/1", "a/2" })
            await Client.PutAsync($"kv/{key}/{name}", name);

        var entries = (await Client.GetAsync($"kv/{key}/?recurse")).Json.EnumerateArray().Select(entry => entry.GetProperty("Key").GetString());
        Assert.Equal([$"{key}/a/1", $"{key}/a/2", $"{key}/b"], entries);
        Assert.Equal([$"{key}/a/1", $"{key}/a/2", $"{key}/b"], await KeysAsync($"kv/{key}/?keys"));
        Assert.Equal([$"{key}/a/", $"{key}/b"], await KeysAsync($"kv/{key}/?keys&separator=/"));
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"kv/{key}/none?recurse")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"kv/{key}/none?keys")).Status);
    }

    [Fact]
    public async Task A_change_below_a_prefix_is_waited_for()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}/a", "1");
        var index = await SettledIndexAsync($"kv/{key}/?recurse");
        var waiting = Client.GetAsync($"kv/{key}/?recurse", index, "60s");

        await Client.PutAsync($"kv/{key}/b", "2");

        Assert.True((await waiting).Ok().Index > index);
    }

    [Fact]
    public async Task A_deletion_is_waited_for()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}", "1");
        var waiting = Client.GetAsync($"kv/{key}", await SettledIndexAsync($"kv/{key}"), "60s");

        Assert.True((await Client.DeleteAsync($"kv/{key}")).Json.GetBoolean());

        Assert.Equal(HttpStatusCode.NotFound, (await waiting).Status);
    }

    [Fact]
    public async Task Deleting_with_an_index_needs_the_last_one_and_0_never_does()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}", "1");
        var index = (await EntryAsync(key)).GetProperty("ModifyIndex").GetUInt64();

        Assert.False((await Client.DeleteAsync($"kv/{key}?cas={index - 1}")).Json.GetBoolean());
        Assert.Equal("1", (await Client.GetAsync($"kv/{key}?raw")).Text);
        Assert.True((await Client.DeleteAsync($"kv/{key}?cas={index}")).Json.GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"kv/{key}")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?cas=7")]
    public async Task Deleting_what_is_not_there_is_no_error(string query) =>
        Assert.True((await Client.DeleteAsync($"kv/{NewKey("key")}{query}")).Json.GetBoolean());

    [Fact]
    public async Task Everything_under_a_prefix_is_deleted_at_once()
    {
        var key = NewKey("key");
        await Client.PutAsync($"kv/{key}/a", "1");
        await Client.PutAsync($"kv/{key}/b", "2");

        Assert.True((await Client.DeleteAsync($"kv/{key}/?recurse")).Json.GetBoolean());

        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync($"kv/{key}/?recurse")).Status);
    }

    [Fact]
    public async Task A_key_is_needed() => Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync("kv/", "1")).Status);

    [Fact]
    public async Task One_may_not_check_and_acquire_at_once() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PutAsync($"kv/{NewKey("key")}?cas=0&acquire=x", "1")).Status);

    [Fact]
    public async Task A_value_above_512_KiB_is_refused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Client.PutAsync($"kv/{NewKey("key")}", new string('x', (512 * 1024) + 1))).Status);

    async Task<System.Text.Json.JsonElement> EntryAsync(string key) => (await Client.GetAsync($"kv/{key}")).Json.EnumerateArray().Single();

    async Task<IEnumerable<string>> KeysAsync(string path) => (await Client.GetAsync(path)).Json.EnumerateArray().Select(key => key.GetString()!);
}
