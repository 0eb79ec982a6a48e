using Microsoft.Extensions.Configuration;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Topology;

public sealed class SystemTopologyTests
{
    const string Shared = "Host=127.0.0.1;Database=modular;Username=modular";

    [Theory]
    [InlineData]
    [InlineData("--level", "2", "--database-per-module", "false", "--transport", "local")]
    [InlineData("--level", "3")]
    [InlineData("--level", "4", "--transport", "kafka")]
    public void What_all_processes_take_is_taken(params string[] args) => Check(args);

    [Theory]
    [InlineData("3")]
    [InlineData("4")]
    public void Local_queues_are_refused_as_the_process_of_a_service_refuses_them(string level)
    {
        var refusal = Refusal("--level", level, "--transport", "local");

        Assert.Contains("process of order", refusal, StringComparison.Ordinal);
        Assert.Contains("Local queues do not reach other processes, and nobody here runs inventory, payment", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("--database-per-module", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void One_database_for_all_processes_is_refused() =>
        Assert.Contains("order and inventory run in different processes and share a database", Refusal("--level", "4", "--database-per-module", "false"), StringComparison.Ordinal);

    [Fact]
    public void Databases_that_are_named_may_take_the_place_of_one_for_each() => Check(
        ["--level", "4", "--database-per-module", "false"],
        new() { ["Modules:order:ConnectionString"] = $"{Shared};Search Path=a", ["Modules:inventory:ConnectionString"] = $"{Shared};Search Path=b" });

    [Theory]
    [InlineData("--modules", "order,inventory")]
    [InlineData("--level", "4", "--modules", "order,inventory,payment")]
    public void A_choice_of_modules_is_refused_and_not_ignored(params string[] args)
    {
        var refusal = Refusal(args);

        Assert.Contains("--modules (Topology:Modules)", refusal, StringComparison.Ordinal);
        Assert.Contains("--instances", refusal, StringComparison.Ordinal);
    }

    static string Refusal(params string[] args) => Assert.Throws<TopologyException>(() => Check(args)).Message;

    static void Check(string[] args, Dictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationManager { ["ConnectionStrings:Modular"] = Shared };
        configuration.AddInMemoryCollection(settings);
        configuration.TakeSwitches(args);
        SystemTopology.ThrowIfInvalid(TopologyOptions.From(configuration, isCommand: true), configuration);
    }
}
