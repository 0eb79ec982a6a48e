using System.Globalization;
using System.Text.Json;
using JasperFx.CommandLine;
using Spectre.Console;

namespace Modular.Host.Commands.Canary;

/// <summary><c>modular canary</c>: tries a new version on a part of the traffic, and says at each step why.</summary>
[Description("Try a new version on a part of the traffic, judge it, and promote it or take it back: start, status, pause, resume, promote, abort, forget")]
public sealed class CanaryCommand : OwnCommand<CanaryInput>
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public CanaryCommand()
    {
        Usage("Show all rollouts").Arguments(input => input.Action);
        Usage("Do something with the rollout of a service").Arguments(input => input.Action, input => input.Service);
    }

    protected override async Task<bool> RunAsync(CanaryInput input)
    {
        if (!Uri.TryCreate(input.GatewayFlag, UriKind.Absolute, out var address))
            throw new GatewayException($"'{input.GatewayFlag}' is not a URL. Set --gateway to one such as http://127.0.0.1:8001.");
        using var gateway = new CanaryGateway(address);
        switch (input)
        {
            case { Action: "status" }:
                return await StatusAsync(gateway, input);
            case { Action: "start" or "pause" or "resume" or "promote" or "abort" or "forget", Service: "" }:
                throw new GatewayException($"Say of which service: canary {input.Action} order");
            case { Action: "start" }:
                return await StartAsync(gateway, input);
            case { Action: "forget" }:
                await gateway.ForgetAsync(input.Service);
                AnsiConsole.Console.WriteLine($"{input.Service}: all versions get requests again");
                return true;
            case { Action: "pause" or "resume" or "promote" or "abort" }:
                var rollout = await gateway.OperateAsync(input.Service, input.Action);
                AnsiConsole.Console.WriteLine($"{rollout.Service}: {rollout.Reason}");
                return true;
            default:
                throw new GatewayException($"'{input.Action}' is none of start, status, pause, resume, promote, abort and forget.");
        }
    }

    static async Task<bool> StatusAsync(CanaryGateway gateway, CanaryInput input)
    {
        var rollouts = await gateway.StatusAsync(input.Service);
        if (input.JsonFlag)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(rollouts, Json));
        else
            CanaryReport.Print(rollouts, TimeProvider.System.GetUtcNow(), AnsiConsole.Console);
        return true;
    }

    /// <returns>Whether it was promoted; with <c>--detach</c>, whether it has begun.</returns>
    static async Task<bool> StartAsync(CanaryGateway gateway, CanaryInput input)
    {
        var said = await gateway.DecisionsAsync(input.Service, since: 0);
        var rollout = await gateway.StartAsync(input.Service, new(
            input.CanaryFlag, input.StableFlag, input.IntervalFlag, input.ThresholdFlag, input.StepWeightFlag, input.MaxWeightFlag, Weights(input.StepWeightsFlag), input.IterationsFlag));
        if (input.DetachFlag)
        {
            AnsiConsole.Console.WriteLine($"{rollout.Service}: {rollout.Reason}");
            return true;
        }

        AnsiConsole.Console.WriteLine($"{rollout.Service}: {rollout.Stable} -> {rollout.Canary}. Ctrl-C leaves it to the gateway; `canary abort {rollout.Service}` takes it back.");
        return await FollowAsync(gateway, input.Service, said.Last);
    }

    static async Task<bool> FollowAsync(CanaryGateway gateway, string service, long since)
    {
        var lost = 0L;
        while (true)
        {
            await Task.Delay(Pause, TimeProvider.System);
            try
            {
                // Asked before the decisions are: what ended it is among them.
                var now = (await gateway.StatusAsync(service))[0];
                var said = await gateway.DecisionsAsync(service, since);
                // Lines of any length stay whole: they are for logs too.
                foreach (var decision in said.Decisions.Where(static decision => decision.Kind.StartsWith("canary-", StringComparison.Ordinal)))
                    await Console.Out.WriteLineAsync(CanaryReport.Line(decision));
                (since, lost) = (said.Last, 0);
                if (!now.IsUnderWay)
                    return now.Phase == "Succeeded";
            }
            catch (GatewayException) when (lost == 0 || TimeProvider.System.GetElapsedTime(lost) < Patience)
            {
                // It is started again, perhaps, and goes on where it was. Its decisions then begin anew.
                (since, lost) = (0, lost == 0 ? TimeProvider.System.GetTimestamp() : lost);
            }
        }
    }

    static List<int>? Weights(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(weight =>
        int.TryParse(weight, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new GatewayException($"--step-weights: '{weight}' is not a whole number; write such as 1,5,25,50.")).ToList();
}
