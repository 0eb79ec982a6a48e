using Modular.Gateway.Configuration;

namespace Modular.Gateway.Edge;

/// <summary>What the gateway takes from clients, and how long it waits for them: section <c>Edge</c>.</summary>
/// <remarks>
/// Defaults are Kestrel's own, but for <see cref="HeadersTimeout"/> (30 s there). Time limits are for clients that send or read too slowly
/// (slowloris): a connection on which nothing has to move, such as an event stream between two events or a WebSocket, is never cut by them.
/// </remarks>
sealed record EdgeOptions : IGatewayOptions
{
    public const string Section = "Edge";

    const int Mebibyte = 1024 * 1024;

    static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <value>The longest request line, in bytes; beyond it 414. Default 8 KiB; 128 bytes to 1 MiB.</value>
    public int MaxRequestLineBytes { get; init; } = 8 * 1024;

    /// <value>All headers of a request together, in bytes; beyond it 431. Default 32 KiB; 1 KiB to 1 MiB.</value>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <value>How many headers a request may have; beyond it 431. Default 100; 10 to 10,000.</value>
    public int MaxHeaders { get; init; } = 100;

    /// <value>
    /// The longest body that is passed on to a service, in bytes; beyond it 413. Default 0, without a limit: bodies are streamed, and services
    /// have limits of their own. The sizes of chunks count. Streams of gRPC (HTTP/2) have no limit in any case.
    /// </value>
    public long MaxBodyBytes { get; init; }

    /// <value>How long a client may take for the request line and all headers; then 408. Default 10 s; 1 s to 1 h.</value>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>How long a connection stays open without a request. Default 130 s; 1 s to 1 h.</value>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <value>How fast a body must arrive that the service reads, in bytes a second; slower is 408. Default 240; 0 to 1 MiB, where 0 turns it off.</value>
    public int MinRequestRate { get; init; } = 240;

    /// <value>How fast a client must take an answer that is there to be sent, in bytes a second; slower is cut off. Default 240; 0 to 1 MiB, where 0 turns it off.</value>
    public int MinResponseRate { get; init; } = 240;

    /// <value>How long both may be slower, for a start. Default 5 s; 2 s to 1 h.</value>
    public TimeSpan RateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>
    /// Whether empty path segments are left out: <c>//api///orders</c> is <c>/api/orders</c>. Default true, as in nginx; false for services
    /// that have URLs in their paths. What is matched is what is sent in either case.
    /// </value>
    public bool MergeSlashes { get; init; } = true;

    /// <value>
    /// Headers that say who the client is, which nobody but a trusted proxy may set; a last <c>*</c> stands for any ending, and <c>_</c> for
    /// <c>-</c>. Default <see cref="IdentityHeaders.Default"/>; a list here takes its place.
    /// </value>
    public IReadOnlyList<string> IdentityHeaders { get; init; } = [];

    /// <value>Limits by a name of your choice. Default: none.</value>
    public IReadOnlyDictionary<string, RateLimit> RateLimits { get; init; } = NoLimits;

    static IReadOnlyDictionary<string, RateLimit> NoLimits { get; } = new Dictionary<string, RateLimit>(StringComparer.OrdinalIgnoreCase).AsReadOnly();

    public IEnumerable<string> Failures(string section)
    {
        if (MaxRequestLineBytes is < 128 or > Mebibyte)
            yield return $"{section}:MaxRequestLineBytes must be between 128 and {Mebibyte}, not {MaxRequestLineBytes}.";
        if (MaxHeaderBytes is < 1024 or > Mebibyte)
            yield return $"{section}:MaxHeaderBytes must be between 1024 and {Mebibyte}, not {MaxHeaderBytes}.";
        if (MaxHeaders is < 10 or > 10_000)
            yield return $"{section}:MaxHeaders must be between 10 and 10000, not {MaxHeaders}.";
        if (MaxBodyBytes < 0)
            yield return $"{section}:MaxBodyBytes must be 0 (no limit) or above, not {MaxBodyBytes}.";
        foreach (var (name, value, least) in new[] { (nameof(HeadersTimeout), HeadersTimeout, 1), (nameof(KeepAliveTimeout), KeepAliveTimeout, 1), (nameof(RateGrace), RateGrace, 2) })
            if (value < TimeSpan.FromSeconds(least) || value > Longest)
                yield return $"{section}:{name} must be between {TimeSpan.FromSeconds(least)} and {Longest}, not {value}.";
        foreach (var (name, value) in new[] { (nameof(MinRequestRate), MinRequestRate), (nameof(MinResponseRate), MinResponseRate) })
            if (value is < 0 or > Mebibyte)
                yield return $"{section}:{name} must be between 0 (off) and {Mebibyte}, not {value}.";
        foreach (var header in IdentityHeaders.Where(header => !Edge.IdentityHeaders.IsPattern(header)))
            yield return $"{section}:IdentityHeaders: '{header}' is not a header name of at least 3 characters, with or without a last *.";
        foreach (var failure in RateLimits.SelectMany(limit => limit.Value.Failures($"{section}:RateLimits:{limit.Key}")))
            yield return failure;
    }
}
