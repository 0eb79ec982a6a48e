using JasperFx.CommandLine;

namespace Modular.Host.Commands.Canary;

/// <summary>What <c>modular canary</c> can be told.</summary>
public sealed class CanaryInput : NetCoreInput
{
    [Description("start, status, pause, resume, promote, abort or forget")]
    public CanaryAction Action { get; set; }

    [Description("The service, such as order; status shows all without one")]
    public string Service { get; set; } = "";

    [Description("start: the version to try")]
    public string? CanaryFlag { get; set; }

    [Description("start: the version that has the traffic. Default: the one that is known to be, or the other one that runs")]
    public string? StableFlag { get; set; }

    [Description("start: between two steps, such as 10s. Default 60s")]
    public string? IntervalFlag { get; set; }

    [Description("start: failed checks until it is taken back. Default 5")]
    public int? ThresholdFlag { get; set; }

    [Description("start: per cent more at each step. Default 10")]
    public int? StepWeightFlag { get; set; }

    [Description("start: the weight at which it is promoted, in per cent. Default 50")]
    public int? MaxWeightFlag { get; set; }

    [Description("start: the weights one after another, such as 1,5,25,50, in place of steps")]
    public string? StepWeightsFlag { get; set; }

    [Description("start: ticks without traffic, and then all of it at once (blue/green)")]
    public int? IterationsFlag { get; set; }

    [Description("start: do not wait for the end, and print nothing of the way")]
    public bool DetachFlag { get; set; }

    [Description("status: print it as JSON")]
    public bool JsonFlag { get; set; }

    [Description("The gateway's own API. Default http://127.0.0.1:8001")]
    public string GatewayFlag { get; set; } = "http://127.0.0.1:8001";
}

/// <summary>What to do.</summary>
public enum CanaryAction
{
    /// <summary>Try a version.</summary>
    Start,

    /// <summary>Show rollouts.</summary>
    Status,

    /// <summary>Keep the weight.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Make it the stable version now.</summary>
    Promote,

    /// <summary>Take it back now.</summary>
    Abort,

    /// <summary>Give all versions requests again.</summary>
    Forget,
}
