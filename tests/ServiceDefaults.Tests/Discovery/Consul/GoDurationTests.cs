using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("250ms", 250)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("86400s", 86_400_000)]
    [InlineData("1000us", 1)]
    [InlineData("1000000ns", 1)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void A_duration_is_read(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("10 s")]
    [InlineData("1d")]
    [InlineData("1s1")]
    [InlineData("1.2.3s")]
    [InlineData("9999999999h")]
    public void What_is_none_is_not(string? text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(300_000, "300s")]
    [InlineData(1500, "1500ms")]
    [InlineData(0.4, "1ms")]
    public void A_duration_is_written_in_seconds_or_milliseconds(double milliseconds, string text) =>
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
