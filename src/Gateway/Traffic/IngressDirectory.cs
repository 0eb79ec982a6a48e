using System.Collections.Frozen;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Modular.Gateway.Routing;

namespace Modular.Gateway.Traffic;

/// <summary>Documents by the hosts that clients ask for. YARP knows only that a host is somebody's; whose, and what is said of it, is said here.</summary>
sealed class IngressDirectory
{
    readonly RouteSource _routes;
    readonly ServedRoutes _served;
    volatile Hosts _hosts = Hosts.None;

    public IngressDirectory(RouteSource routes, ServedRoutes served)
    {
        (_routes, _served) = (routes, served);
        routes.From(() => _hosts.Claimed.Select(entry => new HostRoute(entry.Key, entry.Value.Name)));
    }

    /// <summary>Those that have a host.</summary>
    public IEnumerable<Ingress> All => _hosts.Claimed.Values.Distinct();

    /// <param name="host">What a request asks for, without a port.</param>
    public Ingress? Find(string host) => _hosts.Index.Find(host);

    /// <summary>Obeys documents from the next request on. Routes are made anew only where other hosts have documents.</summary>
    /// <param name="documents">By host. Not to be called by two at a time.</param>
    /// <param name="unsaid">What holds for a route that says nothing of time and retries.</param>
    public void Obey(IReadOnlyDictionary<string, VirtualService> documents, RoutePolicy unsaid)
    {
        var before = _hosts;
        var known = before.Obeyed.Values.Distinct().ToDictionary(static ingress => ingress.Name, StringComparer.Ordinal);
        var now = new Dictionary<string, Ingress>(StringComparer.Ordinal);
        foreach (var document in documents.Values.DistinctBy(static document => document.Name, StringComparer.Ordinal))
        {
            var ingress = known.GetValueOrDefault(document.IngressName) ?? new(document.IngressName);
            ingress.Rules = TrafficCompiler.Compile(document, destinations: null, unsaid);
            now.Add(document.Name, ingress);
        }

        var claimed = documents.ToFrozenDictionary(static entry => entry.Key, entry => now[entry.Value.Name], StringComparer.Ordinal);
        // A host that is taken back is served until no route leads here for it: the table follows within a second.
        var leaving = before.Obeyed.Where(entry => !claimed.ContainsKey(entry.Key) && _served.Table.Hosts.Any(routed => routed.Host == entry.Key));
        _hosts = new(claimed, claimed.Concat(leaving).ToFrozenDictionary(StringComparer.Ordinal));
        if (claimed.Count != before.Claimed.Count || claimed.Any(entry => before.Claimed.GetValueOrDefault(entry.Key) != entry.Value))
            _routes.Invalidate();
    }

    /// <param name="Claimed">The hosts that documents have.</param>
    /// <param name="Obeyed">With those that they had, and that routes still lead here for.</param>
    sealed record Hosts(FrozenDictionary<string, Ingress> Claimed, FrozenDictionary<string, Ingress> Obeyed)
    {
        public static readonly Hosts None = new(FrozenDictionary<string, Ingress>.Empty, FrozenDictionary<string, Ingress>.Empty);

        public HostIndex<Ingress> Index { get; } = new(Obeyed);
    }
}
