using Modular.Architecture.Tests.Planted;
using Modular.Architecture.Tests.Rules;

namespace Modular.Architecture.Tests;

public sealed class TransportTests
{
    const string Topology = "Modular.Host.Topology.";

    [Fact]
    public void Only_the_topology_knows_transports()
    {
        var calls = House.All.SelectMany(Code.Calls).ToList();

        Assert.Contains(calls, call => call.Member == "AddModuleStore");
        Rule.Holds(Transports.In(calls.Where(call => !call.Caller.StartsWith(Topology, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_topology_does()
    {
        var known = Transports.In(Code.Calls(House.Host)).Select(call => call.Member).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "LocalQueue", "ToLocalQueue", "UseDurableInbox", "PersistMessagesWithPostgresql" }, known);
    }

    [Theory]
    [MemberData(nameof(House.ModuleNames), MemberType = typeof(House))]
    public void A_module_references_no_transport(string module)
    {
        var references = House.AssemblyOf(House.Module(module)).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Wolverine", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

        Assert.Contains("Wolverine", references);
        Assert.Subset(new HashSet<string>(StringComparer.Ordinal) { "Wolverine", "Wolverine.Http", "Wolverine.Marten" }, references);
    }

    [Theory]
    [InlineData("PublishMessage")]
    [InlineData("ToLocalQueue")]
    [InlineData("UsePostgresqlPersistenceAndTransport")]
    [InlineData("UseDurableLocalQueues")]
    public void A_planted_call_is_found(string member) =>
        Assert.Contains(
            Transports.In(Code.Calls(typeof(KnowsTransports).Assembly)),
            call => call.Member == member && call.Caller == typeof(KnowsTransports).FullName);
}
