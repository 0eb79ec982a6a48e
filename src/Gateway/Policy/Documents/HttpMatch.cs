namespace Modular.Gateway.Policy;

/// <summary>Conditions that must all hold. Null and empty ones always do; at least one is set.</summary>
sealed record HttpMatch
{
    static readonly IReadOnlyDictionary<string, StringMatch> NoMatches = new Dictionary<string, StringMatch>(StringComparer.OrdinalIgnoreCase);

    public string? Name { get; init; }

    /// <summary>Of the path without its query, decoded. It looks at upper and lower case as <c>ignoreUriCase</c> said.</summary>
    public StringMatch? Uri { get; init; }

    public StringMatch? Scheme { get; init; }

    public StringMatch? Method { get; init; }

    public StringMatch? Authority { get; init; }

    /// <summary>By name, which is the same in upper and lower case.</summary>
    public IReadOnlyDictionary<string, StringMatch> Headers { get; init; } = NoMatches;

    /// <summary>None of these may hold.</summary>
    public IReadOnlyDictionary<string, StringMatch> WithoutHeaders { get; init; } = NoMatches;

    /// <summary>By name, which is different in upper and lower case.</summary>
    public IReadOnlyDictionary<string, StringMatch> QueryParams { get; init; } = NoMatches;

    /// <summary>The port that the client asked for.</summary>
    public int? Port { get; init; }
}
