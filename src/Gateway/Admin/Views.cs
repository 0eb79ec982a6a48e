using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;

namespace Modular.Gateway.Admin;

/// <summary>A service.</summary>
/// <param name="State">
/// <c>available</c>; <c>panic</c>: too few instances are healthy, so all get requests; <c>unchecked</c>: no check has come back yet, so all get
/// requests; <c>none</c>: requests end in 503.
/// </param>
/// <param name="Reason">Why: how many are available, how many ejected, and what each locality gets.</param>
/// <param name="Instances">How many there are, those that drain included.</param>
/// <param name="Available">How many are healthy and open.</param>
/// <param name="InFlight">Requests that have not ended yet.</param>
/// <param name="Traffic">What is under way, and how much may be; without that of subsets that have limits of their own.</param>
/// <param name="Policy">How requests are balanced: <c>ring-hash</c> or <c>maglev</c> where they have a key, else as the settings say.</param>
/// <param name="Localities">The nearest first; empty where localities play no part.</param>
/// <param name="Routes">What it registered, whether it got it or not.</param>
/// <param name="Quarantined">How many of its registrations could not be read.</param>
sealed record ServiceView(
    string Name,
    string State,
    string Reason,
    int Instances,
    int Available,
    int InFlight,
    TrafficView Traffic,
    string Policy,
    IReadOnlyList<LocalityView> Localities,
    IReadOnlyList<string> Routes,
    int Quarantined);

/// <summary>What is under way to a service or subset.</summary>
/// <param name="Active">Requests in flight, however many attempts each has.</param>
/// <param name="ActiveLimit">How many there may be; more are answered 503.</param>
/// <param name="IsAdaptive">Whether that limit follows the latency.</param>
/// <param name="Pending">Those of them that wait for a connection.</param>
/// <param name="PendingLimit">How many may.</param>
/// <param name="Retries">Attempts under way that the retry budget was charged for.</param>
sealed record TrafficView(int Active, int ActiveLimit, bool IsAdaptive, int Pending, int PendingLimit, int Retries);

/// <summary>What a locality gets of the requests for a service.</summary>
/// <param name="Name">The zones that it is made of.</param>
/// <param name="Available">How many of its instances are healthy.</param>
/// <param name="Known">How many have been checked.</param>
/// <param name="Share">0 to 1.</param>
/// <param name="State">As that of a service.</param>
sealed record LocalityView(string Name, int Available, int Known, double Share, string State);

/// <summary>A subset of a service, as a document defines it.</summary>
/// <param name="State">As that of the service, of which <c>none</c> is said where it has no instance that could get a request.</param>
/// <param name="Candidates">The ids of those that get its requests.</param>
/// <param name="Traffic">What is under way, where it has limits of its own; null where the service's are its.</param>
/// <param name="Policy">How they are balanced.</param>
sealed record SubsetView(
    string Name, string State, IReadOnlyList<string> Candidates, TrafficView? Traffic, string Policy, IReadOnlyList<LocalityView> Localities);

/// <summary>A service with its subsets, its instances and the registrations that could not be read.</summary>
sealed record ServiceDetailView(
    ServiceView Service, IReadOnlyList<SubsetView> Subsets, IReadOnlyList<InstanceView> Instances, IReadOnlyList<QuarantineView> Quarantine);

/// <summary>An instance.</summary>
/// <param name="Stage"><c>joining</c>, <c>slow-start</c>, <c>active</c> or <c>draining</c>.</param>
/// <param name="Health"><c>unknown</c>, <c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Reason">Why stage or health last changed.</param>
/// <param name="Since">When they did.</param>
/// <param name="InFlight">Requests that have not ended yet.</param>
/// <param name="LatencyMs">The recent latency that balancing reckons with, in milliseconds.</param>
/// <param name="Weight">The share that it registered.</param>
/// <param name="EffectiveWeight">The share that it has now: less than its weight during slow start.</param>
/// <param name="Failures">Attempts in a row that failed.</param>
/// <param name="Breaker"><c>closed</c>, <c>open</c> or <c>half-open</c>.</param>
/// <param name="BreakerReason">Why it last changed.</param>
/// <param name="Registered">Whether the registry still has it.</param>
/// <param name="Drained">Whether an operator drained it.</param>
/// <param name="Held">Whether its removal is being held back.</param>
sealed record InstanceView(
    string Id,
    string Service,
    string Address,
    string Stage,
    string Health,
    string Reason,
    DateTimeOffset Since,
    int InFlight,
    double LatencyMs,
    int Weight,
    double EffectiveWeight,
    int Failures,
    string Breaker,
    string BreakerReason,
    bool Registered,
    bool Drained,
    bool Held,
    string? Version,
    string? Zone,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>An instance that an id can mean.</summary>
sealed record CandidateView(string Service, string Id);

/// <summary>A registration that could not be read.</summary>
sealed record QuarantineView(string Service, string Instance, string Reason);

/// <summary>The effective routes, the most specific first, and what is wrong with others.</summary>
/// <param name="Builds">How many tables came into effect since the start.</param>
sealed record RoutesView(
    IReadOnlyList<RouteView> Routes, IReadOnlyList<ConflictView> Conflicts, IReadOnlyList<QuarantineView> Quarantined, int Builds);

/// <summary>A route: requests for a path and everything below it, on one host, on those of a wildcard, or on all.</summary>
/// <param name="Host">Null for every host.</param>
/// <param name="Service">That registered it; null where it is a document's.</param>
/// <param name="Document">That has the host, such as <c>virtualservice/shop</c>, and says what becomes of its requests; null where a service registered it.</param>
sealed record RouteView(string Route, string? Host, string Path, string? Service, string? Document);

/// <summary>A route that several services registered, or a service on a host that is a document's, or where the gateway answers itself.</summary>
/// <param name="Winner">The one that has it: <c>gateway</c>, the document, else the service whose name comes first.</param>
sealed record ConflictView(string Route, string Winner, IReadOnlyList<string> Losers);

/// <summary>Decisions in the order of their ids.</summary>
/// <param name="Last">The id to ask from next.</param>
sealed record DecisionsView(long Last, IReadOnlyList<Decision> Decisions);
