using Microsoft.Extensions.Configuration;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Topology;

public sealed class TopologyOptionsTests
{
    [Fact]
    public void With_nothing_set_all_modules_run_here_on_one_database()
    {
        var topology = Read();

        Assert.Equal((1, "modular", false, null), (topology.Level.Number, topology.ServiceName, topology.DatabasePerModule, topology.Transport));
        Assert.Equal(["order", "inventory", "payment"], topology.Here.Select(module => module.Name));
        Assert.Empty(topology.Elsewhere);
        Assert.Equal(Transport.Local, topology.TransportFor(oneDatabase: true));
        Assert.Equal(Transport.Postgresql, topology.TransportFor(oneDatabase: false));
    }

    [Theory]
    [InlineData("2", "", true, false)]
    [InlineData("3", "order", true, false)]
    [InlineData("4", "order", true, true)]
    public void A_level_is_a_set_of_defaults(string level, string modules, bool databasePerModule, bool isDiscovered)
    {
        var topology = Read("--level", level, $"--modules={modules}");

        Assert.Equal((databasePerModule, isDiscovered), (topology.DatabasePerModule, topology.Level.IsDiscovered));
    }

    [Fact]
    public void A_single_setting_overrides_its_level() => Assert.False(Read("--level", "2", "--database-per-module", "false").DatabasePerModule);

    [Fact]
    public void Some_modules_are_a_service_that_talks_through_queues()
    {
        var topology = Read("--modules", "Payment, order");

        Assert.Equal((3, "order-payment"), (topology.Level.Number, topology.ServiceName));
        Assert.Equal(["inventory"], topology.Elsewhere.Select(module => module.Name));
        Assert.Equal(Transport.Postgresql, topology.TransportFor(oneDatabase: true));
    }

    [Fact]
    public void A_command_may_look_at_all_modules_of_any_level() =>
        Assert.Equal(3, TopologyOptions.From(Configured("--level", "4"), isCommand: true).Here.Count);

    [Theory]
    [InlineData("--level", "5", "Level 5 (Events) is not built yet")]
    [InlineData("--level", "7", "Level 7 (Self-healing) is not built yet")]
    [InlineData("--level", "8", "There is no level '8'")]
    [InlineData("--level", "0", "There is no level '0'")]
    [InlineData("--level", "four", "There is no level 'four'")]
    [InlineData("--level", "4", "up --level 4")]
    [InlineData("--modules", "order,shipping", "There is no module 'shipping'")]
    [InlineData("--modules", ",", "There is no module ','")]
    [InlineData("--transport", "pigeon", "There is no transport 'pigeon'")]
    [InlineData("--transport", "1", "There is no transport '1'")]
    [InlineData("--database-per-module", "perhaps", "'perhaps' is neither true nor false")]
    public void What_cannot_be_understood_is_refused_by_the_name_of_its_setting(string name, string value, string message)
    {
        var refusal = Assert.Throws<TopologyException>(() => Read(name, value));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(name == "--level" && value == "4" ? "--modules" : name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Local_queues_across_processes_are_refused()
    {
        var refusal = Assert.Throws<TopologyException>(() => Read("--modules", "order", "--transport", "local").TransportFor(oneDatabase: true));

        Assert.Contains("nobody here runs inventory, payment", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--transport", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Local_queues_between_databases_are_refused() =>
        Assert.Contains("--database-per-module", Assert.Throws<TopologyException>(
            () => Read("--level", "2", "--transport", "local").TransportFor(oneDatabase: false)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--level")]
    [InlineData("--level", "--modules", "order")]
    public void A_switch_needs_its_value(params string[] args) =>
        Assert.StartsWith("--level needs a value, such as --level 4", Assert.Throws<TopologyException>(() => Read(args)).Message, StringComparison.Ordinal);

    [Fact]
    public void Switches_are_taken_out_of_the_arguments_and_win_over_the_configuration()
    {
        var configuration = new ConfigurationManager { ["Topology:Level"] = "2" };

        Assert.Equal(["ledger", "--json"], configuration.TakeSwitches(["ledger", "--level=3", "--json", "--registry", "http://r:1"]));
        Assert.Equal(("3", "http://r:1"), (configuration["Topology:Level"], configuration["Registry:Address"]));
    }

    static TopologyOptions Read(params string[] args) => TopologyOptions.From(Configured(args), isCommand: false);

    static ConfigurationManager Configured(params string[] args)
    {
        var configuration = new ConfigurationManager();
        configuration.TakeSwitches(args);
        return configuration;
    }
}
