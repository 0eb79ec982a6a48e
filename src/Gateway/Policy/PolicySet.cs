using System.Collections.Frozen;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>All documents of all sources, at one moment. Immutable.</summary>
sealed class PolicySet
{
    FrozenSet<string>? _targets;

    /// <summary>Nothing is said about anything.</summary>
    public static PolicySet Empty { get; } = PolicyMerge.Merge(0, []);

    /// <summary>One more than the set's before it. It starts anew with the process.</summary>
    public required long Version { get; init; }

    /// <summary>What is obeyed, by kind and name.</summary>
    public required IReadOnlyList<PolicyDocument> Documents { get; init; }

    /// <summary>Everything that the sources have, obeyed or not.</summary>
    public required IReadOnlyList<PolicyState> States { get; init; }

    /// <summary>By the names of services.</summary>
    public required HostIndex<VirtualService> VirtualServices { get; init; }

    /// <summary>By the hosts that clients ask for: domain names and wildcards, in lower case, decoded.</summary>
    public required IReadOnlyDictionary<string, VirtualService> Ingress { get; init; }

    /// <summary>By the names of services in full: wildcards are of those.</summary>
    public required HostIndex<DestinationRule> DestinationRules { get; init; }

    public required HostIndex<CanaryDocument> Canaries { get; init; }

    public IEnumerable<Diagnostic> Diagnostics => States.SelectMany(state => state.Diagnostics);

    /// <param name="host">A service such as <c>order</c>, or its name in Kubernetes.</param>
    public VirtualService? VirtualServiceOf(string host) => VirtualServices.Find(host);

    /// <param name="host">As <see cref="VirtualServiceOf"/>.</param>
    public DestinationRule? DestinationRuleOf(string host) => DestinationRules.Find(ServiceHost.Full(host));

    /// <summary>Whether a document leads requests to a service, or copies of them.</summary>
    /// <param name="service">Its name.</param>
    public bool LeadsTo(string service) => (_targets ??= Documents.OfType<VirtualService>().SelectMany(static document => document.Http)
        .SelectMany(static route => route.Destinations.Select(static to => to.Destination).Concat(route.Mirrors.Select(static mirror => mirror.Destination)))
        .Select(static to => ServiceHost.Short(to.Host)).ToFrozenSet(StringComparer.OrdinalIgnoreCase)).Contains(service);

    /// <param name="target">The name of a service.</param>
    public CanaryDocument? CanaryOf(string target) => Canaries.Find(target);
}

/// <summary>A document of a source, and what has become of it.</summary>
/// <param name="Diagnostics">What is wrong with it, also in the eyes of others.</param>
sealed record PolicyState(PolicyEntry Entry, PolicyStatus Status, IReadOnlyList<Diagnostic> Diagnostics);

enum PolicyStatus
{
    /// <summary>It is obeyed.</summary>
    InForce,

    /// <summary>It has errors; as it was before, it is obeyed.</summary>
    Outdated,

    /// <summary>It has errors.</summary>
    Refused,

    /// <summary>Another document of the same kind and name counts.</summary>
    Overridden,

    /// <summary>It is not for the gateway.</summary>
    Foreign,
}
