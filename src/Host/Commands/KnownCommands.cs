using JasperFx.CommandLine;
using JasperFx.CommandLine.Commands;
using Modular.Host.Supervision;
using Spectre.Console;

namespace Modular.Host.Commands;

/// <summary>The commands that there are: JasperFx's, those of the packages, and the ones of this folder.</summary>
static class KnownCommands
{
    // The factory answers it without having it.
    const string ShortHelp = "?";

    /// <summary>Refuses a mistyped command at once: JasperFx would look for it once everything is built, and a database started for nothing.</summary>
    /// <exception cref="UnknownNameException">There is no such command.</exception>
    public static void ThrowIfUnknown(string[] args)
    {
        if (!CommandLine.IsCommand(args) || args[0] == ShortHelp)
            return;
        var names = Names();
        if (!names.Contains(args[0], StringComparer.OrdinalIgnoreCase))
            throw new UnknownNameException("command", args[0], names);
    }

    // As JasperFx registers them, without what it says of its search.
    static IReadOnlyList<string> Names()
    {
        var console = AnsiConsole.Console;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        try
        {
            var factory = new CommandFactory();
            factory.RegisterCommands(typeof(RunCommand).Assembly);
            factory.RegisterCommands(typeof(KnownCommands).Assembly);
            factory.RegisterCommandsFromExtensionAssemblies();
            return [.. factory.AllCommandTypes().Select(CommandFactory.CommandNameFor).Order(StringComparer.Ordinal)];
        }
        finally
        {
            AnsiConsole.Console = console;
        }
    }
}
