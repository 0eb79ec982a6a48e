using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Modular.Gateway.Configuration;
using Modular.Gateway.Edge;

namespace Modular.Gateway.Tests.Edge;

public sealed class EdgeOptionsTests
{
    [Fact]
    public void The_defaults_are_pinned()
    {
        var options = Read();

        Assert.Equal(
            new EdgeOptions
            {
                MaxRequestLineBytes = 8192,
                MaxHeaderBytes = 32768,
                MaxHeaders = 100,
                MaxBodyBytes = 0,
                HeadersTimeout = TimeSpan.FromSeconds(10),
                KeepAliveTimeout = TimeSpan.FromSeconds(130),
                MinRequestRate = 240,
                MinResponseRate = 240,
                RateGrace = TimeSpan.FromSeconds(5),
                MergeSlashes = true,
                IdentityHeaders = [],
                RateLimits = options.RateLimits,
            },
            options);
        Assert.Empty(options.RateLimits);
        Assert.Equal(new RateLimit { Services = [], Paths = [], Per = "client", Requests = 0, Window = TimeSpan.FromSeconds(1), Burst = 0 }, new RateLimit());
        Assert.All(IdentityHeaders.Default, header => Assert.True(IdentityHeaders.IsPattern(header), header));
    }

    [Theory]
    [InlineData("MaxRequestLineBytes", "127")]
    [InlineData("MaxHeaderBytes", "1048577")]
    [InlineData("MaxHeaders", "9")]
    [InlineData("MaxBodyBytes", "-1")]
    [InlineData("HeadersTimeout", "00:00:00.5")]
    [InlineData("KeepAliveTimeout", "02:00:00")]
    [InlineData("MinRequestRate", "-1")]
    [InlineData("MinResponseRate", "1048577")]
    [InlineData("RateGrace", "00:00:01")]
    [InlineData("IdentityHeaders:0", "X User")]
    [InlineData("IdentityHeaders:0", "*")]
    [InlineData("IdentityHeaders:0", "X-*-User")]
    [InlineData("RateLimits:mine:Per", "client")]
    public void A_value_out_of_range_is_named(string setting, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read((setting, value)));

        Assert.Contains($"Edge:{(setting.StartsWith("RateLimits", StringComparison.Ordinal) ? "RateLimits:mine:Requests" : setting.Split(':')[0])}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Requests", "0")]
    [InlineData("Window", "00:00:00.01")]
    [InlineData("Burst", "-1")]
    [InlineData("Per", "user")]
    [InlineData("Per", "header:")]
    [InlineData("Paths:0", "api")]
    [InlineData("Paths:0", "shop.example.com/api")]
    public void A_value_of_a_limit_out_of_range_is_named(string setting, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read([.. setting == "Requests" ? [] : new[] { ("RateLimits:mine:Requests", "1") }, ($"RateLimits:mine:{setting}", value)]));

        Assert.Contains($"Edge:RateLimits:mine:{setting.Split(':')[0]}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_told()
    {
        await using var gateway = await EdgeGateway.StartAsync(
            ("Edge:MaxRequestLineBytes", "1000"), ("Edge:MaxHeaderBytes", "2000"), ("Edge:MaxHeaders", "20"), ("Edge:HeadersTimeout", "00:00:03"),
            ("Edge:KeepAliveTimeout", "00:00:04"), ("Edge:MinRequestRate", "50"), ("Edge:MinResponseRate", "0"), ("Edge:RateGrace", "00:00:06"));

        var limits = gateway.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal((1000, 2000, 20), (limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
        Assert.Equal((50, TimeSpan.FromSeconds(6)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Null(limits.MinResponseDataRate);
    }

    static EdgeOptions Read(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Edge:{setting.Key}", (string?)setting.Value)))
        .Build().Read<EdgeOptions>(EdgeOptions.Section);
}
