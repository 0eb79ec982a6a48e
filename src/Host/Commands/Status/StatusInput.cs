using JasperFx.CommandLine;

namespace Modular.Host.Commands.Status;

/// <summary>What <c>modular status</c> can be told.</summary>
public sealed class StatusInput : NetCoreInput
{
    [Description("The gateway's own API. Default http://127.0.0.1:8001")]
    public string GatewayFlag { get; set; } = "http://127.0.0.1:8001";

    [Description("How many of the latest decisions to show. Default 5")]
    public int DecisionsFlag { get; set; } = 5;

    [Description("Print it as JSON")]
    public bool JsonFlag { get; set; }
}
