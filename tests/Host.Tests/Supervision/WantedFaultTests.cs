using Modular.Host.Supervision;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Supervision;

public sealed class WantedFaultTests
{
    static readonly string[] Services = ["order", "inventory", "payment"];

    [Fact]
    public void Only_the_instances_of_that_service_and_version_have_a_fault() => Assert.Equal(
        [("order-1", ""), ("order-2", ""), ("order-3", "error:5%,delay:200ms:10%"), ("inventory-1", "delay:1000ms:100%"), ("payment-1", "")],
        FaultsOf("4", "order@v1=2,order@v2=1", "order@v2=error:5%,delay:200ms:10%,inventory=delay:1s"));

    [Fact]
    public void An_instance_that_names_no_version_has_the_host_s_own() => Assert.Equal(
        [("order-1", "error:5%"), ("inventory-1", ""), ("payment-1", "")], FaultsOf("4", null, "order@v1=error:5%"));

    [Fact]
    public void A_fault_that_names_nobody_is_everybodys() => Assert.Equal(
        [("order-1", "error:5%"), ("inventory-1", "error:5%"), ("payment-1", "error:5%,error:1%")], FaultsOf("3", null, "error:5%,payment=error:1%"));

    [Fact]
    public void One_process_has_what_names_nobody() => Assert.Equal([("modular", "error:5%")], FaultsOf("1", null, "error:5%"));

    [Fact]
    public void Without_faults_nobody_is_told_of_them() => Assert.All(
        new SystemPlan(Options("4", null, null)).Services, process => Assert.DoesNotContain(process.Arguments, argument => argument.StartsWith("--fault", StringComparison.Ordinal)));

    [Theory]
    [InlineData("4", "order@v2=error:5%", "No instance of order is v2, they are v1. Set --instances order@v2=1 for order@v2=error:5%")]
    [InlineData("4", "shipping=error:5%", "There is no service 'shipping'. --fault knows order, inventory, payment")]
    [InlineData("2", "order=error:5%", "Level 2 (Separation) runs all services in one process, which has one --fault: write error:5%, or set --level 4")]
    public void A_fault_that_would_meet_nobody_is_refused(string level, string faults, string message) =>
        Assert.Contains(message, Assert.Throws<TopologyException>(Options(level, null, faults).ThrowIfInvalid).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("@v2=error:5%")]
    [InlineData("=error:5%")]
    [InlineData("order@=error:5%")]
    public void A_fault_of_no_name_is_refused(string faults) =>
        Assert.Contains("does not say whose fault it is", Assert.Throws<TopologyException>(() => WantedFault.Parse(faults)).Message, StringComparison.Ordinal);

    static IEnumerable<(string Name, string Faults)> FaultsOf(string level, string? instances, string faults)
    {
        var options = Options(level, instances, faults);
        options.ThrowIfInvalid();
        return new SystemPlan(options).Services.Select(process =>
            (process.Name, process.Arguments.Single(argument => argument.StartsWith("--fault=", StringComparison.Ordinal))["--fault=".Length..]));
    }

    static SystemOptions Options(string level, string? instances, string? faults) =>
        new() { Level = Level.Of(level), Instances = WantedInstances.Parse(instances, Services), Faults = WantedFault.Parse(faults) };
}
