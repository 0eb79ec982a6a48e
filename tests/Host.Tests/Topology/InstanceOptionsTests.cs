using Microsoft.Extensions.Configuration;
using Modular.Host.Topology;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Host.Tests.Topology;

public sealed class InstanceOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void An_instance_that_names_nothing_has_a_version_only(string? unset)
    {
        var metadata = Describe(("Topology:Version", unset), ("Topology:Zone", unset), ("Topology:Weight", unset?.Trim()));

        Assert.Equal(("v1", null, null), (metadata[ServiceMetadata.Version], metadata[ServiceMetadata.Zone], metadata[ServiceMetadata.Weight]));
    }

    [Fact]
    public void Version_zone_and_weight_are_registered_beside_what_the_module_says()
    {
        var metadata = Describe(("Topology:Version", "v2"), ("Topology:Zone", "eu-1"), ("Topology:Weight", "3"));

        Assert.Equal(("v2", "eu-1", "3"), (metadata[ServiceMetadata.Version], metadata[ServiceMetadata.Zone], metadata[ServiceMetadata.Weight]));
        Assert.NotNull(metadata[ServiceMetadata.Routes]);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("100")]
    public void A_weight_is_from_1_to_100(string weight) => Assert.Equal(weight, Describe(("Topology:Weight", weight))[ServiceMetadata.Weight]);

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData(" 2")]
    [InlineData("heavy")]
    public void What_the_gateway_would_refuse_is_refused_at_the_start(string weight) => Assert.Equal(
        $"'{weight}' is no weight of an instance. Set Topology:Weight to a whole number from 1 to 100.",
        Assert.Throws<TopologyException>(() => Describe(("Topology:Weight", weight))).Message);

    [Fact]
    public void A_name_that_no_registry_takes_is_refused() => Assert.Contains(
        "Topology:Zone", Assert.Throws<TopologyException>(() => Describe(("Topology:Zone", new string('z', 513)))).Message, StringComparison.Ordinal);

    static ServiceMetadata Describe(params (string Key, string? Value)[] settings) => ServiceDescription.Of(
        ModuleTopology.Modules[0],
        InstanceOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build()));
}
