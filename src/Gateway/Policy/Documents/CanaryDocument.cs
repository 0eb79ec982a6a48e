namespace Modular.Gateway.Policy;

/// <summary>Flagger's <c>Canary</c>. Not named <c>Canary</c>, as that is what the part of the gateway is called that carries it out.</summary>
/// <remarks>https://docs.flagger.app/usage/how-it-works</remarks>
sealed record CanaryDocument : PolicyDocument
{
    /// <summary><c>metadata.namespace</c>: for those who are told of it; here it means nothing.</summary>
    public string Namespace { get; init; } = ServiceHost.Namespace;

    /// <summary><c>targetRef.name</c>: the service of which a new version comes.</summary>
    public required string Target { get; init; }

    public CanaryService Service { get; init; } = new();

    /// <summary>Null: <c>skipAnalysis</c>, a new version is promoted at once.</summary>
    public CanaryAnalysis? Analysis { get; init; }

    /// <summary>How long a version may take to get on. Flagger's default is 10 min.</summary>
    public TimeSpan ProgressDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Nothing is begun, and what has begun waits.</summary>
    public bool Suspend { get; init; }

    public override string Subject => ServiceHost.Short(Target);
}

/// <summary>What holds for requests to the service during a canary, in a VirtualService's and DestinationRule's own terms.</summary>
sealed record CanaryService
{
    /// <summary>Null: the target's.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public IReadOnlyList<HttpMatch> Matches { get; init; } = [];

    public HttpRewrite? Rewrite { get; init; }

    public HeaderRules Headers { get; init; } = HeaderRules.None;

    public TimeSpan? Timeout { get; init; }

    public HttpRetries? Retries { get; init; }

    public CorsPolicy? Cors { get; init; }

    public TrafficPolicy TrafficPolicy { get; init; } = TrafficPolicy.Unsaid;
}

/// <summary>How a new version is judged, tick by tick.</summary>
sealed record CanaryAnalysis
{
    public required CanaryStrategy Strategy { get; init; }

    /// <summary>Between ticks: at least 1 s. Flagger's default is 60 s.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Failed checks until it is rolled back: at least 1, Flagger's default.</summary>
    public required int Threshold { get; init; }

    public IReadOnlyList<CanaryMetric> Metrics { get; init; } = [];

    public IReadOnlyList<CanaryWebhook> Webhooks { get; init; } = [];
}

/// <summary>How requests come to the new version.</summary>
abstract record CanaryStrategy
{
    CanaryStrategy()
    {
    }

    /// <summary>A growing share.</summary>
    /// <param name="Steps">Weights from the first to the last, each higher than the one before, 1 to 100; at least one.</param>
    /// <param name="PromotionStep">By which it grows once it is to be promoted: 1 to 100; null for all at once.</param>
    public sealed record Weighted(IReadOnlyList<int> Steps, int? PromotionStep) : CanaryStrategy;

    /// <summary>Nothing, for a number of ticks that go well; then everything.</summary>
    /// <param name="Iterations">At least 1.</param>
    public sealed record BlueGreen(int Iterations) : CanaryStrategy;

    /// <summary>The requests that match, for a number of ticks that go well; then everything.</summary>
    /// <param name="Iterations">At least 1.</param>
    /// <param name="Matches">One of them suffices; at least one.</param>
    public sealed record AbTest(int Iterations, IReadOnlyList<HttpMatch> Matches) : CanaryStrategy;
}

/// <summary>What the new version must reach.</summary>
/// <param name="Interval">The window of the figures: at least 1 s. Flagger's default is 1 min.</param>
/// <param name="Min">The least; null for none. Of the two at least one is there.</param>
/// <param name="Max">The most; null for none.</param>
sealed record CanaryMetric(CanaryMeasure Measure, TimeSpan Interval, double? Min, double? Max);

enum CanaryMeasure
{
    /// <summary><c>request-success-rate</c>: requests that did not end in 5xx or in no answer, in percent.</summary>
    RequestSuccessRate,

    /// <summary><c>request-duration</c>: the 99th percentile, in milliseconds.</summary>
    RequestDuration,
}
