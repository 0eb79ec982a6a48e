namespace Modular.Gateway.Policy;

/// <summary>Istio's <c>VirtualService</c>, its HTTP part.</summary>
/// <remarks>https://istio.io/latest/docs/reference/config/networking/virtual-service/</remarks>
sealed record VirtualService : PolicyDocument
{
    /// <summary>Names of services or of hosts that clients ask for; at least one. <c>*</c> is all, <c>*.example.com</c> all below it.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>The first that matches a request has it; at least one.</summary>
    public required IReadOnlyList<HttpRoute> Http { get; init; }

    /// <summary>What the gateway's figures and problems call it where requests come by its own hosts, and not by a service's routes. No service has such a name.</summary>
    public string IngressName => $"virtualservice/{Name}";

    public override string Subject => Hosts.Select(ServiceHost.Short).FirstOrDefault(static host => !ServiceHost.IsForClients(host)) ?? IngressName;
}

/// <summary>What happens to the requests that match. Exactly one of <see cref="Destinations"/>, <see cref="Redirect"/> and <see cref="DirectResponse"/> is there.</summary>
sealed record HttpRoute
{
    public string? Name { get; init; }

    /// <summary>One of them suffices. Empty matches every request.</summary>
    public IReadOnlyList<HttpMatch> Matches { get; init; } = [];

    public IReadOnlyList<WeightedDestination> Destinations { get; init; } = [];

    public HttpRedirect? Redirect { get; init; }

    public HttpDirectResponse? DirectResponse { get; init; }

    public HttpRewrite? Rewrite { get; init; }

    public HeaderRules Headers { get; init; } = HeaderRules.None;

    /// <summary>For all attempts together. Null: not said; zero: none, whatever the default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Null: not said.</summary>
    public HttpRetries? Retries { get; init; }

    public HttpFault? Fault { get; init; }

    /// <summary>Copies go there; their answers count for nothing.</summary>
    public IReadOnlyList<HttpMirror> Mirrors { get; init; } = [];

    public CorsPolicy? Cors { get; init; }
}

/// <summary>A host, and which of its instances.</summary>
/// <param name="Host">As written; <see cref="ServiceHost.Short"/> makes the name of a service of it.</param>
/// <param name="Subset">A subset of the host's <see cref="DestinationRule"/>; null for all instances.</param>
/// <param name="Port">Read and without effect: instances have one, which they register.</param>
/// <param name="Line">Where it is written.</param>
sealed record DestinationReference(string Host, string? Subset = null, int? Port = null, int Line = 0);

/// <summary>A destination and its share.</summary>
/// <param name="Weight">Its share is <c>Weight</c> of the sum of all; the only destination of a route has 100.</param>
/// <param name="Headers">On top of the route's own.</param>
sealed record WeightedDestination(DestinationReference Destination, int Weight, HeaderRules Headers);

/// <summary>Copies of a share of the requests.</summary>
/// <param name="Percentage">0 to 100.</param>
sealed record HttpMirror(DestinationReference Destination, double Percentage);
