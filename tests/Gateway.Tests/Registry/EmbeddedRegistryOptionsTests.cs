using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Modular.Gateway.Registry;

namespace Modular.Gateway.Tests.Registry;

public sealed class EmbeddedRegistryOptionsTests
{
    [Fact]
    public void Defaults_are_what_the_documentation_says()
    {
        var options = EmbeddedRegistryOptions.From(new ConfigurationBuilder().Build());

        Assert.Null(options.Enabled);
        Assert.Equal(new Uri("http://127.0.0.1:8500"), options.Address);
        Assert.Equal("", options.KeysFile);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8500")]
    [InlineData("http://10.0.0.1:8500")]
    [InlineData("https://127.0.0.1:8500")]
    [InlineData("127.0.0.1:8500")]
    public void It_answers_on_loopback_only(string address) =>
        Assert.Throws<OptionsValidationException>(() => Built(("Registry:Embedded:Address", address)));

    [Theory]
    [InlineData(true, null, null)]
    [InlineData(false, "Registry:Address", "http://127.0.0.1:8600")]
    [InlineData(false, "Registry:Consul:main:Address", "http://127.0.0.1:8600")]
    [InlineData(false, "Registry:Static:order:0", "http://127.0.0.1:8600")]
    [InlineData(false, "Registry:Embedded:Enabled", "false")]
    public void It_runs_when_there_is_no_other(bool runs, string? setting, string? value) =>
        Assert.Equal(runs, Runs(Built((setting ?? "Other", value ?? ""))));

    [Fact]
    public void Or_beside_others_when_it_is_told_to_and_is_followed_then()
    {
        var builder = Built(("Registry:Static:order:0", "http://127.0.0.1:8600"), ("Registry:Embedded:Enabled", "true"), ("Registry:Embedded:Address", "http://localhost:8599"));

        Assert.True(Runs(builder));
        Assert.Equal("http://localhost:8599/", builder.Configuration["Registry:Consul:embedded:Address"]);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8500", "http://127.0.0.1:8500/")]
    [InlineData("http://[::]:8500", "http://[::1]:8500/")]
    [InlineData("http://10.0.0.1:8500", "http://10.0.0.1:8500/")]
    public void On_any_address_the_gateway_reads_it_at_loopback(string address, string read)
    {
        var builder = Built(("Registry:Embedded:Address", address), ("Registry:Embedded:AllowRemote", "true"));

        Assert.Equal(read, builder.Configuration["Registry:Consul:embedded:Address"]);
    }

    static bool Runs(HostApplicationBuilder builder) => builder.Services.Any(service => service.ImplementationType == typeof(EmbeddedRegistryService));

    static HostApplicationBuilder Built(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.AddEmbeddedRegistry();
        return builder;
    }
}
