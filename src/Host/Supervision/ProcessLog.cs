using Spectre.Console;

namespace Modular.Host.Supervision;

/// <summary>One log of all processes, each line with the name of its process in a colour of its own.</summary>
sealed class ProcessLog(TextWriter output, bool colours)
{
    const string Plain = "\e[0m";
    const string Grey = "\e[90m";
    const int NameWidth = 12;

    static readonly string[] Palette = ["\e[36m", "\e[35m", "\e[34m", "\e[32m", "\e[33m", "\e[96m", "\e[95m", "\e[94m", "\e[92m", "\e[93m"];

    readonly Lock _lock = new();
    readonly Dictionary<string, string> _colours = new(StringComparer.Ordinal);

    /// <summary>With colours on a terminal, unless <c>NO_COLOR</c> is set (https://no-color.org).</summary>
    public static ProcessLog OfThisTerminal() =>
        new(Console.Out, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>A line that a process wrote.</summary>
    public void Write(string process, string line) => Line(process, line);

    /// <summary>What the supervisor has to say of a process, or of itself.</summary>
    public void Say(string process, string what) => Line(process, colours ? $"{Grey}» {what}{Plain}" : $"» {what}");

    /// <summary>Something wider than a line, such as a table.</summary>
    public void Show(Spectre.Console.Rendering.IRenderable what)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No });
        // What is to be pasted must not be broken into lines.
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        lock (_lock)
            console.Write(what);
    }

    void Line(string process, string text)
    {
        lock (_lock)
        {
            var name = process.PadRight(NameWidth);
            output.WriteLine(colours ? $"{ColourOf(process)}{name}{Plain} {text}" : $"{name} {text}");
        }
    }

    string ColourOf(string process)
    {
        if (!_colours.TryGetValue(process, out var colour))
            _colours[process] = colour = Palette[_colours.Count % Palette.Length];
        return colour;
    }
}
