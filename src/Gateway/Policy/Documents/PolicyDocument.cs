namespace Modular.Gateway.Policy;

/// <summary>The kinds of documents that the gateway obeys.</summary>
enum PolicyKind
{
    /// <summary>Istio's <c>VirtualService</c>: which request goes where, and how.</summary>
    VirtualService,

    /// <summary>Istio's <c>DestinationRule</c>: what holds for the instances of a host.</summary>
    DestinationRule,

    /// <summary>Flagger's <c>Canary</c>: how a new version is walked up and judged.</summary>
    Canary,
}

/// <summary>What a document is known by. Namespaces mean nothing here: two documents of a kind need two names.</summary>
sealed record PolicyId(PolicyKind Kind, string Name)
{
    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>Where a document begins.</summary>
/// <param name="Source">The path of a file, or another name of where the text came from.</param>
/// <param name="Line">From 1.</param>
readonly record struct Place(string Source, int Line)
{
    public override string ToString() => $"{Source}:{Line}";
}

/// <summary>A document that has been read and found good. Immutable.</summary>
abstract record PolicyDocument
{
    public required PolicyId Id { get; init; }

    public required Place Place { get; init; }

    public string Name => Id.Name;

    /// <summary>The service or host that it is about, for the operator.</summary>
    public abstract string Subject { get; }
}
