namespace Modular.Benchmarks.Reporting;

/// <summary>Says what is going on: one line that changes on a terminal, one line a step elsewhere. Never on standard output.</summary>
sealed class ProgressLine(TextWriter output)
{
    readonly bool _terminal = !Console.IsErrorRedirected;
    int _width;
    string _last = "";

    public void Report(string step)
    {
        if (!_terminal)
        {
            // What changes with every look, after the colon, would fill a log.
            if (!Kind(step).SequenceEqual(Kind(_last)))
                output.WriteLine(step);
            _last = step;
            return;
        }

        output.Write($"\r{step.PadRight(_width)}");
        _width = step.Length;
    }

    /// <summary>Clears the line, so that what follows starts on an empty one.</summary>
    public void Done()
    {
        if (_terminal && _width > 0)
            output.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }

    static ReadOnlySpan<char> Kind(string step) => step.AsSpan(..(step.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? colon : step.Length));
}
