namespace Modular.ServiceDefaults.Hosting;

/// <summary><c>--help</c>, wherever it stands: without this it would be taken for a setting, and the program would start.</summary>
public static class HelpSwitch
{
    static readonly string[] Spellings = ["--help", "-h", "-?"];

    public static bool AskForHelp(this IEnumerable<string> arguments) => arguments.Any(argument => Spellings.Contains(argument, StringComparer.Ordinal));
}
