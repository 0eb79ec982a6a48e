using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Modular.Order.Waiting;

namespace Modular.Order.Tests.Waiting;

public sealed class WaitPreferenceTests
{
    [Theory]
    [InlineData(null, "wait")]
    [InlineData(null, "")]
    [InlineData(null, "respond-async")]
    [InlineData(null, "wait=")]
    [InlineData(null, "wait=soon")]
    [InlineData(null, "wait=-1")]
    [InlineData(null, "wait=+1")]
    [InlineData(null, "wait=1.5")]
    [InlineData(null, "wait=99999999999")]
    [InlineData(null, "waiting=5")]
    [InlineData(0, "wait=0")]
    [InlineData(5, "wait=5")]
    [InlineData(5, "WAIT = 5 ")]
    [InlineData(5, "wait=\"5\"")]
    [InlineData(5, "respond-async, wait=5")]
    [InlineData(5, "wait=5; foo=bar")]
    [InlineData(5, "wait=5, wait=6")]
    [InlineData(5, "wait=soon, wait=5")]
    [InlineData(5, "return=minimal", "wait=5")]
    [InlineData(30, "wait=30")]
    [InlineData(30, "wait=31")]
    [InlineData(30, "wait=4294967295")]
    public void Waits_as_long_as_preferred_but_at_most_30_seconds(int? seconds, params string[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["Prefer"] = new StringValues(headers);

        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, WaitPreference.Of(request));
    }

    [Fact]
    public void Without_a_preference_it_does_not_wait() => Assert.Null(WaitPreference.Of(new DefaultHttpContext().Request));
}
