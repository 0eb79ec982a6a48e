using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Admin;

public sealed class DecisionCursorTests
{
    [Fact]
    public async Task A_cursor_of_an_earlier_run_misses_nothing_of_this_one()
    {
        await using var gateway = await LosingAsync();

        var decisions = await gateway.AskAsync("/decisions?since=51");

        Assert.Equal("registry-lost", decisions.GetProperty("decisions")[0].GetProperty("kind").GetString());
        Assert.Equal(decisions.GetProperty("decisions")[0].GetProperty("id").GetInt64(), decisions.GetProperty("last").GetInt64());
    }

    [Fact]
    public async Task A_cursor_that_is_ahead_of_this_run_begins_anew()
    {
        await using var gateway = await LosingAsync();

        Assert.Equal(1, (await gateway.AskAsync("/decisions?since=9000000000000000")).GetProperty("decisions").GetArrayLength());
    }

    [Fact]
    public async Task A_stream_that_resumes_from_an_earlier_run_begins_with_what_there_is()
    {
        await using var gateway = await LosingAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/decisions/stream") { Headers = { { "Last-Event-ID", "51" } } };

        using var answer = await gateway.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal("event: registry-lost", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_last_id_is_that_of_all_decisions_also_where_none_is_about_the_service()
    {
        await using var gateway = await LosingAsync();

        var all = await gateway.AskAsync("/decisions");
        var none = await gateway.AskAsync("/decisions?service=other");

        Assert.Equal(0, none.GetProperty("decisions").GetArrayLength());
        Assert.Equal(all.GetProperty("last").GetInt64(), none.GetProperty("last").GetInt64());
    }

    /// <summary>A gateway that has made one decision.</summary>
    static async Task<TestGateway> LosingAsync()
    {
        var gateway = await TestGateway.StartAsync(("Policies:Folder", ""));
        gateway.Registry.Lose("no route to host");
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/decisions")).GetProperty("decisions").GetArrayLength() > 0);
        return gateway;
    }
}
