namespace Modular.Gateway.Policy.Reading;

enum Severity
{
    /// <summary>It is obeyed, and probably not what was meant.</summary>
    Warning,

    /// <summary>It cannot be obeyed.</summary>
    Error,
}

/// <summary>What is wrong with a document, and where.</summary>
/// <param name="Source">The path of a file, or another name of where the text came from.</param>
/// <param name="Line">From 1.</param>
/// <param name="Field">Such as <c>spec.http[0].retries.attempts</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
sealed record Diagnostic(Severity Severity, string Source, int Line, string Field, string Message)
{
    public bool IsError => Severity == Severity.Error;

    public static Diagnostic Error(Place place, string field, string message) => new(Severity.Error, place.Source, place.Line, field, message);

    public static Diagnostic Warning(Place place, string field, string message) => new(Severity.Warning, place.Source, place.Line, field, message);

    /// <summary>As compilers write it, for editors to jump to: <c>order.yaml:12: spec.hosts: is missing</c>.</summary>
    public override string ToString()
    {
        var what = Field.Length == 0 ? Message : $"{Field}: {Message}";
        return IsError ? $"{Source}:{Line}: {what}" : $"{Source}:{Line}: warning: {what}";
    }
}
