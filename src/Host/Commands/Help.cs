using Modular.Host.Topology;
using Modular.ServiceDefaults.Hosting;
using Spectre.Console;

namespace Modular.Host.Commands;

/// <summary>What somebody reads who has never used this program: its switches, before JasperFx lists the commands.</summary>
static class Help
{
    const string Command = "help";

    /// <summary>Makes <c>up --help</c> what JasperFx calls <c>help up</c>. Other arguments stay as they are.</summary>
    public static string[] Take(string[] args) =>
        !args.AskForHelp() ? args
        : args is [var command, ..] && !command.StartsWith('-') ? [Command, command]
        : [Command];

    public static bool IsAsked(string[] args) => args is [Command, ..];

    /// <summary>Says it where help is asked for, and for no single command.</summary>
    public static void Show(IAnsiConsole console, string[] args)
    {
        if (args is not [Command])
            return;
        console.WriteLine();
        console.WriteLine("dotnet run --project src/Host                     the modules in this process; API on http://localhost:8000");
        console.WriteLine("dotnet run --project src/Host -- <switches>       the same, otherwise arranged");
        console.WriteLine("dotnet run --project src/Host -- <command> …      something else; <command> --help says more");
        console.WriteLine();
        var table = new Table().Border(TableBorder.None).AddColumns("Switch", "", "Setting");
        foreach (var (name, meaning, setting) in TopologySwitches.All)
            table.AddRow(name, Markup.Escape(meaning), setting);
        console.Write(table);
    }
}
