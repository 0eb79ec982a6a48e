using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Modular.Gateway.Policy.Reading;

/// <summary>Collects all that is wrong with one document.</summary>
/// <param name="place">Where the document begins.</param>
sealed class Findings(Place place)
{
    readonly List<Diagnostic> _all = [];

    public IReadOnlyList<Diagnostic> All => _all;

    public bool HasErrors => _all.Exists(found => found.IsError);

    public void Error(YamlNode at, string field, string message) => _all.Add(Diagnostic.Error(PlaceOf(at.Start), field, message));

    public void Error(Mark at, string message) => _all.Add(Diagnostic.Error(PlaceOf(at), "", message));

    public void Warning(YamlNode at, string field, string message) => _all.Add(Diagnostic.Warning(PlaceOf(at.Start), field, message));

    public Place PlaceOf(Mark mark) => place with { Line = place.Line + (int)Math.Max(mark.Line, 1) - 1 };
}
