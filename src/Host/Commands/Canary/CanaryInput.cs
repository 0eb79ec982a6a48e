using JasperFx.CommandLine;

namespace Modular.Host.Commands.Canary;

/// <summary>What <c>modular canary</c> can be told.</summary>
public sealed class CanaryInput
{
    [Description("start, status, pause, resume, promote, abort or forget")]
    public string Action { get; set; } = "";

    [Description("The service, such as order; status shows all without one")]
    public string Service { get; set; } = "";

    [Description("start: the version to try")]
    [FlagAlias("canary", longAliasOnly: true)]
    public string? CanaryFlag { get; set; }

    [Description("start: the version that has the traffic. Default: the one that is known to be, or the other one that runs")]
    [FlagAlias("stable", longAliasOnly: true)]
    public string? StableFlag { get; set; }

    [Description("start: between two steps, such as 10s. Default 60s")]
    [FlagAlias("interval", longAliasOnly: true)]
    public string? IntervalFlag { get; set; }

    [Description("start: failed checks until it is taken back. Default 5")]
    [FlagAlias("threshold", longAliasOnly: true)]
    public int? ThresholdFlag { get; set; }

    [Description("start: per cent more at each step. Default 10")]
    [FlagAlias("step-weight", longAliasOnly: true)]
    public int? StepWeightFlag { get; set; }

    [Description("start: the weight at which it is promoted, in per cent. Default 50")]
    [FlagAlias("max-weight", longAliasOnly: true)]
    public int? MaxWeightFlag { get; set; }

    [Description("start: the weights one after another, such as 1,5,25,50, in place of steps")]
    [FlagAlias("step-weights", longAliasOnly: true)]
    public string? StepWeightsFlag { get; set; }

    [Description("start: ticks without traffic, and then all of it at once (blue/green)")]
    [FlagAlias("iterations", longAliasOnly: true)]
    public int? IterationsFlag { get; set; }

    [Description("start: do not wait for the end, and print nothing of the way")]
    [FlagAlias("detach", longAliasOnly: true)]
    public bool DetachFlag { get; set; }

    [Description("status: print it as JSON")]
    [FlagAlias("json", longAliasOnly: true)]
    public bool JsonFlag { get; set; }

    [Description("The gateway's own API. Default http://127.0.0.1:8001")]
    [FlagAlias("gateway", longAliasOnly: true)]
    public string GatewayFlag { get; set; } = "http://127.0.0.1:8001";
}
