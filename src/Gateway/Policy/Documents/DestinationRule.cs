namespace Modular.Gateway.Policy;

/// <summary>Istio's <c>DestinationRule</c>.</summary>
/// <remarks>https://istio.io/latest/docs/reference/config/networking/destination-rule/</remarks>
sealed record DestinationRule : PolicyDocument
{
    /// <summary>As written. <c>*</c> is all, <c>*.local</c> all below it.</summary>
    public required string Host { get; init; }

    public TrafficPolicy TrafficPolicy { get; init; } = TrafficPolicy.Unsaid;

    /// <summary>Their names differ.</summary>
    public IReadOnlyList<Subset> Subsets { get; init; } = [];

    public override string Subject => ServiceHost.Short(Host);

    public Subset? Find(string subset) => Subsets.FirstOrDefault(found => found.Name == subset);
}

/// <summary>Some of a host's instances.</summary>
/// <param name="Labels">What their metadata in the registry must say, all of it. Empty: all instances.</param>
/// <param name="TrafficPolicy">What it says wins over the host's, one of its settings at a time.</param>
sealed record Subset(string Name, IReadOnlyDictionary<string, string> Labels, TrafficPolicy TrafficPolicy)
{
    /// <summary>Whether its instances are those of another.</summary>
    public bool HasLabelsOf(Subset other) =>
        Labels.Count == other.Labels.Count && other.Labels.All(label => Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}

/// <summary>What holds for requests to a host, a subset or a port. What is null is said elsewhere, or nowhere.</summary>
sealed record TrafficPolicy
{
    public static TrafficPolicy Unsaid { get; } = new();

    public LoadBalancerSettings? LoadBalancer { get; init; }

    public ConnectionPoolSettings? ConnectionPool { get; init; }

    public OutlierDetectionSettings? OutlierDetection { get; init; }

    public TlsSettings? Tls { get; init; }

    public RetryBudgetSettings? RetryBudget { get; init; }

    /// <summary>By port. It is in place of the whole policy above it, as in Istio: what it does not say has the default.</summary>
    public IReadOnlyDictionary<int, TrafficPolicy> Ports { get; init; } = new Dictionary<int, TrafficPolicy>();

    /// <summary>What holds at a port: of a port's own settings, all but the retry budget, which none has.</summary>
    /// <param name="port">Null where it is not one.</param>
    public TrafficPolicy At(int? port) => port is { } number && Ports.TryGetValue(number, out var own) ? own with { RetryBudget = RetryBudget } : this;

    /// <summary>This policy where it says something, else the other: a setting is taken whole.</summary>
    public TrafficPolicy Over(TrafficPolicy below) => new()
    {
        LoadBalancer = LoadBalancer ?? below.LoadBalancer,
        ConnectionPool = ConnectionPool ?? below.ConnectionPool,
        OutlierDetection = OutlierDetection ?? below.OutlierDetection,
        Tls = Tls ?? below.Tls,
        RetryBudget = RetryBudget ?? below.RetryBudget,
        Ports = Ports.Count > 0 ? Ports : below.Ports,
    };
}

/// <summary>How many requests may be retries.</summary>
/// <param name="Percent">Of the active requests, 0 to 100; 20 where nothing is said.</param>
/// <param name="MinRetryConcurrency">So many may be in any case; 3 where nothing is said.</param>
/// <param name="Interval">Over which active requests are counted. Null: those of now.</param>
sealed record RetryBudgetSettings(double Percent, int MinRetryConcurrency, TimeSpan? Interval);
