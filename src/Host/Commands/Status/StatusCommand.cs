using System.Text.Json;
using JasperFx.CommandLine;
using Spectre.Console;

namespace Modular.Host.Commands.Status;

/// <summary><c>modular status</c>: what the gateway knows of every service and instance, and what it decided last.</summary>
[Description("Show the gateway's services and instances, what is wrong with them, and its latest decisions")]
public sealed class StatusCommand : OwnCommand<StatusInput>
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    protected override async Task<bool> RunAsync(StatusInput input)
    {
        if (!Uri.TryCreate(input.GatewayFlag, UriKind.Absolute, out var gateway))
            throw new GatewayException($"'{input.GatewayFlag}' is not a URL. Set --gateway to one such as http://127.0.0.1:8001.");
        var state = await GatewayState.ReadAsync(gateway);
        if (input.JsonFlag)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(state, Json));
        else
            StatusReport.Print(state, input.DecisionsFlag, TimeProvider.System.GetUtcNow(), AnsiConsole.Console);
        return true;
    }
}
