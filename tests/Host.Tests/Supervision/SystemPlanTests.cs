using Modular.Host.Supervision;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Supervision;

public sealed class SystemPlanTests
{
    static readonly string[] Services = ["order", "inventory", "payment"];

    [Fact]
    public void One_process_is_the_whole_of_levels_1_and_2()
    {
        var plan = Plan("2");

        Assert.Empty(plan.Foundations);
        var only = Assert.Single(plan.Services);
        Assert.Equal(("modular", 8000), (only.Name, only.Port));
        Assert.Equal(["--level", "2"], only.Arguments);
    }

    [Fact]
    public void Level_3_has_fixed_addresses_that_the_gateway_is_told()
    {
        var plan = Plan("3");

        Assert.Equal([("order-1", 8102), ("inventory-1", 8101), ("payment-1", 8103)], plan.Services.Select(process => (process.Name, process.Port ?? 0)));
        var gateway = Assert.Single(plan.Foundations);
        Assert.Contains("--Registry:Static:order:0=http://127.0.0.1:8102", gateway.Arguments);
        Assert.Contains("--Registry:Static:order:Metadata:routes=/api/orders", gateway.Arguments);
    }

    [Fact]
    public void Level_4_has_instances_on_free_ports_that_register()
    {
        var plan = Plan("4", "order=2");

        Assert.Equal(["order-1", "order-2", "inventory-1", "payment-1"], plan.Services.Select(process => process.Name));
        Assert.All(plan.Services, process => Assert.Null(process.Port));
        Assert.Equal(["--level", "4", "--modules", "order", "--registry", "http://127.0.0.1:8500", "--Registry:TimeToLive=00:00:06"], plan.Services.First().Arguments);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    public void Services_are_told_how_their_messages_travel_and_where_their_data_are(string level)
    {
        var plan = new SystemPlan(Options(level) with { Transport = "RabbitMq", DatabasePerModule = false });

        Assert.All(plan.Services, process => Assert.Equal(
            ["--level", level, "--transport", "RabbitMq", "--database-per-module", "false"], process.Arguments.Take(6)));
    }

    [Fact]
    public void The_registry_keeps_its_keys_where_it_is_told()
    {
        var plan = new SystemPlan(Options("4") with { RegistryKeysFile = "/data/keys.json" });

        Assert.Contains("--Registry:Embedded:KeysFile=/data/keys.json", Assert.Single(plan.Foundations).Arguments);
    }

    [Fact]
    public void A_Consul_that_is_there_takes_the_place_of_the_registry()
    {
        var plan = new SystemPlan(Options("4") with { Registry = "http://10.0.0.5:8500" });

        var gateway = Assert.Single(plan.Foundations);
        Assert.Contains("--Registry:Address=http://10.0.0.5:8500", gateway.Arguments);
        Assert.DoesNotContain(gateway.Arguments, argument => argument.StartsWith("--Registry:Embedded", StringComparison.Ordinal));
        Assert.All(plan.Services, process => Assert.Contains("http://10.0.0.5:8500", process.Arguments));
    }

    [Fact]
    public void Instances_of_a_service_may_differ_in_version_and_later_ones_are_as_the_last()
    {
        var plan = Plan("4", "order@v1=2,order@v2=1");

        Assert.Equal(
            [("order-1", "v1"), ("order-2", "v1"), ("order-3", "v2"), ("order-4", "v2"), ("payment-1", "the host's")],
            plan.Services.Where(process => process.Service == "order").Append(plan.Instance("order", 4)).Append(plan.Instance("payment", 1)).Select(process => (process.Name, VersionOf(process))));

        static string VersionOf(ProcessPlan process) =>
            process.Arguments.SingleOrDefault(argument => argument.StartsWith("--Topology:Version=", StringComparison.Ordinal))?.Split('=')[1] ?? "the host's";
    }

    [Theory]
    [InlineData("order@=1", "names no version")]
    [InlineData("order@v1=50,order@v2=1", "--instances takes 1 to 50")]
    [InlineData("order", "'order' is not a number of instances")]
    [InlineData("order=two", "'two' is not a number of instances of order")]
    [InlineData("order=-1", "'-1' is not a number of instances of order")]
    [InlineData("order=51", "--instances takes 1 to 50")]
    [InlineData("order=0", "Nobody would run order")]
    [InlineData("shipping=1", "There is no service 'shipping'")]
    public void Instances_that_cannot_be_are_refused(string instances, string message) =>
        Assert.Contains(message, Assert.Throws<TopologyException>(() => WantedInstances.Parse(instances, Services)).Message, StringComparison.Ordinal);

    [Fact]
    public void Several_instances_need_a_registry() =>
        Assert.Contains("--level 4", Assert.Throws<TopologyException>(Options("3", "payment=2").ThrowIfInvalid).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1:8500")]
    [InlineData("consul")]
    public void A_registry_is_a_URL(string registry) => Assert.Contains(
        $"'{registry}' is no registry: --registry takes the URL of a Consul",
        Assert.Throws<TopologyException>((Options("4") with { Registry = registry }).ThrowIfInvalid).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1", null, "--api-port 8000, --control-port 8002")]
    [InlineData("3", null, "--api-port 8000, --control-port 8002, --admin-port 8001, --service-port 8101, --service-port 8102, --service-port 8103")]
    [InlineData("4", null, "--api-port 8000, --control-port 8002, --admin-port 8001, --registry-port 8500")]
    [InlineData("4", "http://10.0.0.5:8500", "--api-port 8000, --control-port 8002, --admin-port 8001")]
    public void What_a_level_listens_on_is_known_before_it_starts(string level, string? registry, string ports) => Assert.Equal(
        ports, string.Join(", ", (Options(level) with { Registry = registry }).Addresses.Select(address => $"{address.Setting} {new Uri(address.Url).Port}")));

    [Theory]
    [InlineData("1", "--api-port 99999 is not a port", 99999, 8001, 8500, 8002, 8101)]
    [InlineData("4", "--admin-port 0 is not a port", 8000, 0, 8500, 8002, 8101)]
    [InlineData("4", "--registry-port -1 is not a port", 8000, 8001, -1, 8002, 8101)]
    [InlineData("4", "--control-port 65536 is not a port", 8000, 8001, 8500, 65536, 8101)]
    [InlineData("3", "--service-port 65536 is not a port", 8000, 8001, 8500, 8002, 65536)]
    [InlineData("3", "--service-port 65534 is too high: 3 services have ports from it on, so choose one up to 65533.", 8000, 8001, 8500, 8002, 65534)]
    [InlineData("4", "--api-port and --admin-port are both 18900", 18900, 18900, 8500, 8002, 8101)]
    [InlineData("4", "--control-port and --registry-port are both 18900", 8000, 8001, 18900, 18900, 8101)]
    [InlineData("1", "--api-port and --control-port are both 8002", 8002, 8001, 8500, 8002, 8101)]
    [InlineData("3", "--api-port 18900 collides with --service-port 18899, which gives the services 18899 to 18901: choose another for one of them.", 18900, 8001, 8500, 8002, 18899)]
    public void Ports_that_cannot_be_are_refused_with_the_switches_that_choose_them(
        string level, string reason, int api, int admin, int registry, int control, int services)
    {
        var options = Options(level) with { ApiPort = api, AdminPort = admin, RegistryPort = registry, ControlPort = control, FirstServicePort = services };

        Assert.StartsWith(reason, Assert.Throws<TopologyException>(options.ThrowIfInvalid).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 8000, 8500, 8001)]
    [InlineData("3", 8001, 8000, 65533)]
    [InlineData("4", 8001, 8500, 8000)]
    public void A_port_that_the_level_does_not_use_may_be_anybodys(string level, int admin, int registry, int services) =>
        (Options(level) with { AdminPort = admin, RegistryPort = registry, FirstServicePort = services }).ThrowIfInvalid();

    [Fact]
    public void The_paths_of_a_module_are_read_off_its_endpoints() => Assert.Equal(
        ["/api/inventory", "/api/orders", "/api/payments"], ModuleTopology.Modules.SelectMany(ModuleRoutes.Of).Order(StringComparer.Ordinal));

    static SystemPlan Plan(string level, string? instances = null) => new(Options(level, instances));

    static SystemOptions Options(string level, string? instances = null) =>
        new() { Level = Level.Of(level), Instances = WantedInstances.Parse(instances, Services) };
}
