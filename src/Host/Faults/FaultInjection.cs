using Modular.Host.Topology;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Problems;

namespace Modular.Host.Faults;

/// <summary>Makes requests to the modules slow, or fail, as <c>--fault</c> says; health, metrics and documentation are left alone.</summary>
sealed class FaultInjection(RequestDelegate next, IReadOnlyList<Fault> faults, Chance chance, TimeProvider time, IProblemDetailsService problems)
{
    static readonly ProblemType Injected = new("injected-fault", $"This process was started with {FaultOptions.Setting}: start it without to have no such answers.");

    readonly IReadOnlyList<DelayFault> _delays = [.. faults.OfType<DelayFault>()];
    readonly IReadOnlyList<ErrorFault> _errors = [.. faults.OfType<ErrorFault>()];

    public async Task InvokeAsync(HttpContext context)
    {
        foreach (var fault in _delays)
        {
            if (fault.IsDrawn(chance))
                await Task.Delay(fault.Delay, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (context.RequestAborted.IsCancellationRequested)
            return;
        if (_errors.FirstOrDefault(fault => fault.IsDrawn(chance)) is { } error)
            await FailAsync(context, error);
        else
            await next(context);
    }

    async Task FailAsync(HttpContext context, ErrorFault error)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await problems.WriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = { Type = Injected.Uri, Title = "Injected fault", Detail = Injected.Advice, Extensions = { ["fault"] = $"{error}" } },
        });
    }
}

static partial class FaultExtensions
{
    /// <summary>Injects the faults into requests for the modules that run here. Without any, nothing stands in the way of a request.</summary>
    public static void UseFaults(this WebApplication app, FaultOptions options, TopologyOptions topology)
    {
        if (options.Faults.Count == 0)
            return;
        LogInjected(app.Logger, string.Join(", ", options.Faults), string.Join(", ", topology.Here.Select(module => module.Name)));
        var paths = topology.Here.SelectMany(ModuleRoutes.Of).Select(path => new PathString(path)).ToList();
        app.UseWhen(
            context => paths.Exists(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)),
            modules => modules.UseMiddleware<FaultInjection>(options.Faults, Chances.System, TimeProvider.System));
    }

    [LoggerMessage(LogLevel.Warning, "Faults are injected, for a trial: {Faults} of the requests to {Modules}")]
    static partial void LogInjected(ILogger logger, string faults, string modules);
}
