using System.Diagnostics;
using JasperFx.CommandLine;
using Modular.Host.Supervision;

namespace Modular.Host.Commands.Policy;

/// <summary>
/// <c>modular policy check FILE…</c>: the gateway's own command, run as a process of its own, as the host knows nothing of policies. Its
/// output and exit code are passed on.
/// </summary>
[Description("Check policies (Istio, Flagger) as the gateway reads them, before deployment; exit 1 when one cannot be obeyed")]
public sealed class PolicyCommand : OwnCommand<PolicyInput>
{
    protected override async Task<bool> RunAsync(PolicyInput input)
    {
        // The runtime that runs this process; its streams are this one's.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet") { UseShellExecute = false };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, SystemPlan.GatewayAssembly), "policy", input.Action, .. input.Files])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Environment.ExitCode = process.ExitCode;
        return process.ExitCode == 0;
    }
}
