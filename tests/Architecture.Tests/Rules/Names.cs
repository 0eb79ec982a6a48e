using System.Text.RegularExpressions;

namespace Modular.Architecture.Tests.Rules;

/// <summary>Names of classes say what they do, names of messages and events last longer than their classes.</summary>
static partial class Names
{
    public static IReadOnlyList<string> Vague(IEnumerable<Type> types) =>
        [.. types.Select(type => type.FullName!).Where(name => name.StartsWith("Modular.", StringComparison.Ordinal) && VagueName().IsMatch(name))];

    /// <summary>Whether the name is of the form <c>module.what-happened.v1</c>, of that module.</summary>
    public static bool IsStable(string name, string module) => StableName().Match(name) is { Success: true } match && match.Groups["module"].Value == module;

    [GeneratedRegex(@"(Manager|Helper|Helpers|Util|Utils|Utility|Utilities)(`\d+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VagueName();

    [GeneratedRegex(@"^(?<module>[a-z]+)\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StableName();
}
