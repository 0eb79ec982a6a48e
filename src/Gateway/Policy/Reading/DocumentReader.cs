using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Modular.Gateway.Policy.Reading;

/// <summary>Reads a text of YAML, or of JSON, which is YAML. Pure; one bad document says nothing about its neighbours.</summary>
static class DocumentReader
{
    /// <summary>A text of more characters is refused: no policy is so long.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Reads every document of a text.</summary>
    /// <param name="source">What messages call the text: the path of its file.</param>
    public static IReadOnlyList<ReadDocument> Read(string source, string text) => text.Length > MaxLength
        ? [new(null, new(source, 1), "", null, [Diagnostic.Error(new(source, 1), "", $"it is longer than {MaxLength} characters")])]
        : [.. DocumentSplitter.Split(text).SelectMany(document => Parsed(new(source, document.Line), document.Text))];

    static IEnumerable<ReadDocument> Parsed(Place place, string text)
    {
        var findings = new Findings(place);
        var stream = new YamlStream();
        var parser = new StrictParser(new StringReader(text));
        try
        {
            stream.Load(parser);
        }
        catch (YamlException invalid)
        {
            findings.Error(invalid.Start, $"it cannot be parsed: {invalid.Message}");
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or NullReferenceException)
        {
            // Some texts that are not YAML break the parser's own assumptions: for whoever wrote them it is the same mistake.
            findings.Error(parser.Current?.Start ?? Mark.Empty, "it cannot be parsed from here on");
        }

        return findings.HasErrors ? [new(null, place, text, null, findings.All)] : stream.Documents.Select(document => Read(document.RootNode, place, text));
    }

    static ReadDocument Read(YamlNode root, Place place, string text)
    {
        var findings = new Findings(place);
        var envelope = new Node(root, "", findings).Object(fields => Envelope.Read(fields, findings.PlaceOf(root.Start)));
        return new(envelope?.Id, findings.PlaceOf(root.Start), text, findings.HasErrors ? null : envelope?.Document, findings.All, root);
    }
}

/// <summary>What was found where a document should be.</summary>
/// <param name="Id">Null when it cannot be told, or the document is of a kind that is not for the gateway.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Document">Null when it cannot be used; the diagnostics say why.</param>
/// <param name="Root">What it was read from; null when it could not be parsed.</param>
sealed record ReadDocument(
    PolicyId? Id, Place Place, string Text, PolicyDocument? Document, IReadOnlyList<Diagnostic> Diagnostics, YamlNode? Root = null)
{
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.IsError);
}
