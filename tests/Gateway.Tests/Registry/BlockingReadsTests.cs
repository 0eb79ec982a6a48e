using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Registry.Api;
using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Tests.Registry;

public sealed class BlockingReadsTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly RegistryIndex _index = new();
    readonly Topic _topic = new();
    readonly CancellationTokenSource _stopping = new();
    double _chance;

    [Theory]
    [InlineData("?index=1", 0, 300)]
    [InlineData("?index=1&wait=10s", 0, 10)]
    [InlineData("?index=1&wait=10s", 1, 10.625)]
    [InlineData("?index=1&wait=0s", 0, 300)]
    [InlineData("?index=1&wait=60m", 0, 600)]
    [InlineData("?index=1&wait=60m", 1, 637.5)]
    public void A_query_waits_as_long_as_it_is_told_at_most_ten_minutes_and_up_to_a_sixteenth_more(string query, double chance, double seconds)
    {
        _chance = chance;
        var answer = Ask(query);

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(answer.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?index=0&wait=10s")]
    [InlineData("?wait=10s")]
    [InlineData("?index=99")]
    public void Without_an_index_or_with_one_of_another_history_it_waits_for_nothing(string query) => Assert.True(Ask(query).IsCompletedSuccessfully);

    [Fact]
    public async Task A_change_ends_the_waiting()
    {
        var answer = Ask("?index=1");
        lock (_index.Gate)
            _topic.Touch(_index.Next());

        await answer.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task So_does_the_end_of_the_registry()
    {
        var answer = Ask("?index=1");
        await _stopping.CancelAsync();

        await answer.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    Task<IResult> Ask(string query)
    {
        var context = new DefaultHttpContext { Request = { QueryString = new QueryString(query) } };
        return new BlockingReads(_index, _time, () => _chance, _stopping.Token)
            .AnswerAsync(context.Request, () => new Reading<int>(1, _topic.Index, _topic.NextChange));
    }
}
