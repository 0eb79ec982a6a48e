using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Traffic;

/// <summary>Where a request goes, and what it is allowed.</summary>
/// <param name="Subset">Null for all instances.</param>
/// <param name="Split">Between which versions the subset was chosen; null when a document, or nobody, chose it.</param>
/// <param name="AskedFor">The host that the client asked for, whatever the service is told.</param>
/// <param name="Answer">What is changed of the answer's headers; null for nothing.</param>
/// <param name="Mirrors">Who gets copies of it.</param>
readonly record struct Course(
    Service Service, string? Subset, VersionSplit? Split, RoutePolicy Policy, HostString AskedFor, ResponseHeaders? Answer, IReadOnlyList<HttpMirror> Mirrors)
{
    /// <summary>What is under way to where it goes, and what of that is too much.</summary>
    public ServiceTraffic Traffic { get; } = Service.TrafficOf(Subset);
}

/// <summary>Changes of the headers of an answer: the route's, then the destination's.</summary>
sealed record ResponseHeaders(HeaderOperations Route, HeaderOperations Destination)
{
    /// <returns>Null where there is nothing to do.</returns>
    public static ResponseHeaders? Of(HeaderRules route, HeaderRules destination) =>
        route.Response.IsEmpty && destination.Response.IsEmpty ? null : new(route.Response, destination.Response);

    public void Apply(IHeaderDictionary headers)
    {
        Route.Apply(headers);
        Destination.Apply(headers);
    }
}
