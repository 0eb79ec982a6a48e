using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Static;

namespace Modular.ServiceDefaults.Tests.Discovery;

public sealed class RegistryConfigurationTests
{
    [Fact]
    public void One_address_is_one_Consul()
    {
        var consul = Assert.Single(RegistryConfiguration.Consuls(Configuration(("Registry:Address", "http://10.0.0.5:8500"), ("Registry:Token", "t"))));

        Assert.Equal(("default", "http://10.0.0.5:8500/", "t"), (consul.Name, consul.Options.Address.ToString(), consul.Options.Token));
    }

    [Fact]
    public void Several_have_names()
    {
        var consuls = RegistryConfiguration.Consuls(Configuration(
            ("Registry:Address", "http://10.0.0.5:8500"), ("Registry:Consul:east:Address", "http://10.1.0.5:8500"), ("Registry:Consul:west:Address", "https://10.2.0.5:8501")));

        Assert.Equal(["default", "east", "west"], consuls.Select(consul => consul.Name));
    }

    [Theory]
    [InlineData("Registry:Address", "localhost:8500", "Registry:Address must be an http or https URL, not 'localhost:8500'.")]
    [InlineData("Registry:Consul:east:Address", "ftp://x", "Registry:Consul:east:Address must be an http or https URL, not 'ftp://x/'.")]
    [InlineData("Registry:Static:order:0", "10.0.0.1", "Registry:Static:order:0 must be the http or https URL of an instance, not '10.0.0.1'.")]
    [InlineData("Registry:Static:order:first", "http://10.0.0.1",
        "Registry:Static:order:first means nothing: instances are Registry:Static:order:0, Registry:Static:order:1, …, and what they have in common is Registry:Static:order:Metadata.")]
    [InlineData("Registry:Other", "x", "No registry: set Registry:Address to a Consul's URL, or Registry:Static:<service>:0 to an instance's.")]
    public void What_is_wrong_is_said_when_it_is_added(string setting, string value, string failure)
    {
        var invalid = Assert.Throws<OptionsValidationException>(() => Builder((setting, value)).AddServiceRegistry());

        Assert.Equal(failure, Assert.Single(invalid.Failures));
    }

    [Fact]
    public void Each_is_a_registry_of_its_own_in_their_order()
    {
        var builder = Builder(("Registry:Consul:east:Address", "http://10.1.0.5:8500"), ("Registry:Static:order:0", "http://10.0.0.1:80"));
        builder.AddServiceRegistry();
        using var services = builder.Services.BuildServiceProvider();

        Assert.Equal(["consul http://10.1.0.5:8500", "static"], services.GetServices<IServiceRegistry>().Select(registry => registry.Name));
    }

    [Fact]
    public void Fixed_instances_have_metadata_of_their_own_and_of_their_service()
    {
        var instances = StaticInstances.From(Configuration(
            ("Registry:Static:order:0", "http://10.0.0.1:80/ignored"),
            ("Registry:Static:order:1:Address", "https://10.0.0.2"),
            ("Registry:Static:order:1:Metadata:version", "v2"),
            ("Registry:Static:order:Metadata:version", "v1"),
            ("Registry:Static:order:Metadata:routes", "/api/orders")).GetSection("Registry:Static"));

        Assert.Equal(
            [
                new("order-10.0.0.1-80", "order", new("http://10.0.0.1:80"), new([new("routes", "/api/orders"), new("version", "v1")])),
                new("order-10.0.0.2-443", "order", new("https://10.0.0.2"), new([new("routes", "/api/orders"), new("version", "v2")])),
            ],
            instances);
    }

    [Fact]
    public void A_process_registers_at_the_one_there_is_or_the_one_that_is_named()
    {
        (string, string) east = ("Registry:Consul:east:Address", "http://east:8500"), west = ("Registry:Consul:west:Address", "http://west:8500");

        Assert.Null(RegistryConfiguration.OwnConsul(Configuration()));
        Assert.Equal("east", RegistryConfiguration.OwnConsul(Configuration(east))!.Address.Host);
        Assert.Equal("main", RegistryConfiguration.OwnConsul(Configuration(east, ("Registry:Address", "http://main:8500")))!.Address.Host);
        Assert.Equal("west", RegistryConfiguration.OwnConsul(Configuration(east, west, ("Registry:RegisterAt", "west")))!.Address.Host);
        Assert.Throws<OptionsValidationException>(() => RegistryConfiguration.OwnConsul(Configuration(east, west)));
        Assert.Throws<OptionsValidationException>(() => RegistryConfiguration.OwnConsul(Configuration(east, ("Registry:RegisterAt", "north"))));
    }

    static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();

    static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddConfiguration(Configuration(settings));
        return builder;
    }
}
