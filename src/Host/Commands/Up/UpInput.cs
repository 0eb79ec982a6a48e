using JasperFx.CommandLine;

namespace Modular.Host.Commands.Up;

/// <summary>What <c>modular up</c> can be told, beside the switches of the topology.</summary>
public sealed class UpInput : NetCoreInput
{
    [Description("Instances of each service, such as order=3,inventory=2 or, by version, order@v1=2,order@v2=1; one of each that is not named")]
    public string? InstancesFlag { get; set; }

    [Description("Port of the API. Default 8000")]
    public int ApiPortFlag { get; set; } = 8000;

    [Description("Port of the gateway's own API. Default 8001")]
    public int AdminPortFlag { get; set; } = 8001;

    [Description("Port on which processes are started, stopped and scaled. Default 8002")]
    public int ControlPortFlag { get; set; } = 8002;

    [Description("Port of the registry that the gateway hosts, from level 4, unless --registry names a Consul. Default 8500")]
    public int RegistryPortFlag { get; set; } = 8500;

    [Description("Port of the first service at level 3, where addresses are fixed. Default 8101")]
    public int ServicePortFlag { get; set; } = 8101;
}
