using JasperFx;
using Spectre.Console;

namespace Modular.Host.Commands;

/// <summary>Runs the host, or the command that the arguments name: JasperFx's own and the ones of this folder.</summary>
static class CommandLine
{
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunCommandAsync(this WebApplication app, string[] args)
    {
        // Without a command there is nothing to search assemblies for.
        if (args is not [var command, ..] || command.StartsWith('-'))
        {
            await app.RunAsync();
            return 0;
        }

        Help.Show(AnsiConsole.Console, args);
        // A command can only say whether it went well; one that runs another program has that program's code to pass on.
        var code = await app.RunJasperFxCommands(args);
        // JasperFx's own is 1 where it has explained one command.
        if (Help.IsAsked(args))
            return 0;
        return Environment.ExitCode == 0 ? code : Environment.ExitCode;
    }

    /// <summary>Whether the arguments name a command other than <c>run</c>, which is the host itself.</summary>
    public static bool IsCommand(string[] args) =>
        args is [var command, ..] && !command.StartsWith('-') && !command.Equals("run", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the arguments name this command.</summary>
    public static bool Is(string[] args, string command) => args is [var named, ..] && named.Equals(command, StringComparison.OrdinalIgnoreCase);
}
