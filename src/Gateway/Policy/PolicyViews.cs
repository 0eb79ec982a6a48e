using Modular.Gateway.Instances;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>All documents, obeyed or not.</summary>
/// <param name="Version">How often something has changed since the start.</param>
sealed record PoliciesView(long Version, IReadOnlyList<PolicyView> Documents);

/// <summary>A document.</summary>
/// <param name="Kind">Null, as the name, when it cannot be told.</param>
/// <param name="Origin"><c>folder</c>, <c>registry</c> or <c>api</c>.</param>
/// <param name="Source">The path of its file, or another name of where it came from.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Status">
/// <c>in-force</c>; <c>outdated</c>: it has errors, and as it was before it is in force; <c>refused</c>: it has errors; <c>overridden</c>:
/// another of the same kind and name is in force; <c>foreign</c>: it is not for the gateway.
/// </param>
/// <param name="Diagnostics">Errors and warnings.</param>
/// <param name="Text">What is in force; only where one document was asked for.</param>
sealed record PolicyView(
    string? Kind, string? Name, string Origin, string Source, int Line, string Status, IReadOnlyList<DiagnosticView> Diagnostics, string? Text = null)
{
    public static PolicyView Of(PolicyState state, bool withText = false) => new(
        state.Entry.Id?.Kind.ToString(),
        state.Entry.Id?.Name,
        Words.Kebab(state.Entry.Origin),
        state.Entry.Latest.Place.Source,
        state.Entry.Latest.Place.Line,
        Words.Kebab(state.Status),
        [.. state.Diagnostics.Select(DiagnosticView.Of)],
        withText ? (state.Entry.Good ?? state.Entry.Latest).Text : null);
}

/// <summary>What is wrong with a document.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Line">From 1, in its file.</param>
/// <param name="Field">Such as <c>spec.http[0].retries.attempts</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
sealed record DiagnosticView(string Severity, int Line, string Field, string Message)
{
    public static DiagnosticView Of(Diagnostic diagnostic) => new(Words.Kebab(diagnostic.Severity), diagnostic.Line, diagnostic.Field, diagnostic.Message);
}
