using JasperFx;

namespace Modular.Host.Commands;

/// <summary>Runs the host, or the command that the arguments name: JasperFx's own and the ones of this folder.</summary>
static class CommandLine
{
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunCommandAsync(this WebApplication app, string[] args)
    {
        // Without a command there is nothing to search assemblies for.
        if (IsCommand(args))
            return await app.RunJasperFxCommands(args);

        await app.RunAsync();
        return 0;
    }

    /// <summary>Whether the arguments name a command; otherwise they are settings of the host, which runs.</summary>
    public static bool IsCommand(string[] args) =>
        args is [var command, ..] && !command.StartsWith('-') && !command.Equals("run", StringComparison.OrdinalIgnoreCase);
}
