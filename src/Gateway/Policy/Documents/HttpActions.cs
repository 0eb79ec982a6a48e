using System.Text.RegularExpressions;

namespace Modular.Gateway.Policy;

/// <summary>The answer is another place to ask. What is null stays as the request had it.</summary>
/// <param name="Uri">The whole path in the new place, perhaps with a query in place of the request's. As it stands in the answer: encoded.</param>
/// <param name="PrefixRewrite">In place of the prefix that matched. Encoded.</param>
/// <param name="Port">Null: as <see cref="DerivePort"/> says.</param>
/// <param name="DerivePort">Null: the host that was asked keeps its port, another host has the one that it is written with.</param>
/// <param name="Status">301, 302, 303, 307 or 308; 301 where nothing is said.</param>
sealed record HttpRedirect(
    string? Uri, string? PrefixRewrite, string? Authority, int? Port, RedirectPort? DerivePort, string? Scheme, int Status);

/// <summary>Which port a redirect names where the document names none.</summary>
enum RedirectPort
{
    /// <summary>The scheme's own: 80 or 443.</summary>
    FromProtocolDefault,

    /// <summary>The one that was asked.</summary>
    FromRequestPort,
}

/// <summary>The gateway answers by itself.</summary>
/// <param name="Status">200 to 599.</param>
/// <param name="Body">Its bytes; empty for none. Not sent where the status has none.</param>
sealed record HttpDirectResponse(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether an answer may have one at all. (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5)</summary>
    public static bool HasBody(int status) => status is not (204 or 205 or 304);
}

/// <summary>What is changed before the request is sent on.</summary>
/// <param name="Uri">In place of the prefix that matched, or of the whole path where no prefix did.</param>
/// <param name="Authority">The host header.</param>
/// <param name="UriRegex">Never together with <paramref name="Uri"/>.</param>
sealed record HttpRewrite(string? Uri, string? Authority, UriRegexRewrite? UriRegex);

/// <summary>Every part of the path that matches is replaced.</summary>
/// <param name="Match">Not anchored.</param>
/// <param name="Replacement">In .NET's words: what was written as <c>\1</c> is <c>${1}</c> here.</param>
sealed record UriRegexRewrite(Regex Match, string Replacement);

/// <summary>Headers changed on the way there and back.</summary>
sealed record HeaderRules(HeaderOperations Request, HeaderOperations Response)
{
    public static HeaderRules None { get; } = new(HeaderOperations.None, HeaderOperations.None);
}

/// <summary>Done in this order: remove, set, add. Names are the same in upper and lower case.</summary>
/// <param name="Set">In place of every value that there is.</param>
/// <param name="Add">Behind the values that there are.</param>
sealed record HeaderOperations(IReadOnlyDictionary<string, string> Set, IReadOnlyDictionary<string, string> Add, IReadOnlyList<string> Remove)
{
    public static HeaderOperations None { get; } = new(NoHeaders(), NoHeaders(), []);

    public bool IsEmpty => Set.Count == 0 && Add.Count == 0 && Remove.Count == 0;

    static Dictionary<string, string> NoHeaders() => new(StringComparer.OrdinalIgnoreCase);
}
