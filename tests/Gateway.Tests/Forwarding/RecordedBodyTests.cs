using System.IO.Pipelines;
using System.Text;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Forwarding;

public sealed class RecordedBodyTests : IDisposable
{
    readonly Pipe _client = new();
    readonly RecordedBody _body;

    public RecordedBodyTests() => _body = new RecordedBody(_client.Reader.AsStream(), limit: 10, new ClientPace(TimeProvider.System));

    [Fact]
    public async Task It_is_passed_on_as_it_comes_and_whole_at_its_end()
    {
        await SayAsync("one ");
        Assert.Equal("one ", await ReadAsync());
        Assert.Null(_body.Whole);

        await SayAsync("two");
        await _client.Writer.CompleteAsync();
        Assert.Equal("two", await ReadAsync());
        Assert.Equal("", await ReadAsync());

        Assert.Equal("one two", Encoding.ASCII.GetString(_body.Whole!.Value.Span));
    }

    [Fact]
    public async Task Anew_it_begins_with_what_has_come_and_goes_on_with_what_comes()
    {
        await SayAsync("one ");
        await ReadAsync();

        _body.Rewind();
        await SayAsync("two");
        Assert.Equal("one", await ReadAsync(atMost: 3));
        _body.Rewind();
        Assert.Equal("one ", await ReadAsync());
        Assert.Equal("two", await ReadAsync());
        await _client.Writer.CompleteAsync();
        Assert.Equal("", await ReadAsync());

        _body.Rewind();
        Assert.Equal("one two", await ReadAsync());
        Assert.Equal("", await ReadAsync());
        Assert.True(_body.IsKept);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task Beyond_its_limit_nothing_is_kept_and_all_is_passed_on(int length, bool isKept)
    {
        await SayAsync(new string('x', length));
        await _client.Writer.CompleteAsync();
        Assert.Equal(length, (await ReadAsync()).Length);
        Assert.Equal("", await ReadAsync());

        Assert.Equal(isKept, _body.IsKept);
        Assert.Equal(isKept, _body.Whole is not null);
    }

    public void Dispose() => _body.Dispose();

    async Task SayAsync(string text) => await _client.Writer.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    async Task<string> ReadAsync(int atMost = 100)
    {
        var buffer = new byte[atMost];
        return Encoding.ASCII.GetString(buffer, 0, await _body.ReadAsync(buffer, TestContext.Current.CancellationToken));
    }
}
