using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Modular.Gateway.Configuration;
using Modular.Gateway.LoadBalancing;

namespace Modular.Gateway.Tests.LoadBalancing;

public sealed class BalancingOptionsTests
{
    [Fact]
    public void The_gateway_is_told_where_it_is_and_a_service_may_have_it_forget_that()
    {
        var configuration = Of(("Balancing:Zone", "eu/a"), ("Balancing:Labels:rack", "7"), ("Services:order:Balancing:Zone", ""));

        var all = configuration.Read<BalancingOptions>(BalancingOptions.Section);
        Assert.Equal(("eu/a", "7"), (all.Zone, all.Labels["rack"]));
        Assert.Equal("", configuration.ReadFor<BalancingOptions>("order", BalancingOptions.Section).Zone);
    }

    [Theory]
    [InlineData("Balancing:MinimumPercent", "101", "Balancing:MinimumPercent must be between 0 and 100, not 101.")]
    [InlineData("Balancing:Zone", "eu/*", "Balancing:Zone must be one to three names with / between, such as region/zone, not 'eu/*'.")]
    [InlineData("Balancing:Zone", "/a", "Balancing:Zone must be one to three names with / between, such as region/zone, not '/a'.")]
    [InlineData("Balancing:Zone", "a/b/c/d", "Balancing:Zone must be one to three names with / between, such as region/zone, not 'a/b/c/d'.")]
    public void A_value_out_of_range_is_refused(string setting, string value, string message)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Of((setting, value)).Read<BalancingOptions>(BalancingOptions.Section));

        Assert.Equal([message], failure.Failures);
    }

    static IConfigurationRoot Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
