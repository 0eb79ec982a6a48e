using Modular.Gateway.Decisions;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Discovery;

/// <summary>What each registry has told, and how it does. A registry that is lost keeps its pages.</summary>
sealed class RegistryBook(ServiceDirectory services, DecisionLog decisions, TimeProvider time)
{
    readonly Lock _gate = new();
    readonly OrderedDictionary<string, RegistryPage> _pages = new(StringComparer.Ordinal);

    public IReadOnlyList<RegistryStatus> Statuses
    {
        get
        {
            lock (_gate)
                return [.. _pages.Select(page => page.Value.Status(page.Key))];
        }
    }

    /// <summary>Expects word from a registry. Those that are expected first have precedence.</summary>
    public void Expect(string registry)
    {
        lock (_gate)
            _pages.TryAdd(registry, new(time.GetUtcNow()));
    }

    public void Take(RegistryUpdate update)
    {
        lock (_gate)
        {
            if (!_pages.TryGetValue(update.Registry, out var page))
                _pages[update.Registry] = page = new(time.GetUtcNow());
            switch (update)
            {
                case RegistryUpdate.Service service:
                    Answered(update.Registry, page);
                    page.Services[service.Name] = service.Instances;
                    services.Update(service.Name, Merged(service.Name));
                    break;
                case RegistryUpdate.Lost lost:
                    if (page.Lost(time.GetUtcNow(), lost.Reason))
                        decisions.Record("registry-lost", service: null, instance: null, $"{lost.Registry}: {lost.Reason}; what it told last stays in use");
                    break;
                case RegistryUpdate.Found:
                    Answered(update.Registry, page);
                    break;
            }
        }
    }

    void Answered(string registry, RegistryPage page)
    {
        if (page.Answered(time.GetUtcNow()))
            decisions.Record("registry-found", service: null, instance: null, $"{registry} answers");
    }

    IReadOnlyList<ServiceInstance> Merged(string service) => MergedInstances.Of(
        _pages.Values.Where(page => page.Services.ContainsKey(service)).Select(page => page.Services[service]));

    /// <summary>What one registry has told.</summary>
    sealed class RegistryPage(DateTimeOffset since)
    {
        string _state = "waiting";
        DateTimeOffset _since = since;
        string? _reason;

        public Dictionary<string, IReadOnlyList<ServiceInstance>> Services { get; } = new(StringComparer.OrdinalIgnoreCase);

        public RegistryStatus Status(string name) =>
            new(name, _state, _since, _reason, Services.Count, Services.Sum(service => service.Value.Count));

        /// <returns>Whether it was lost before.</returns>
        public bool Answered(DateTimeOffset now)
        {
            if (_state == "answering")
                return false;
            var wasLost = _state == "lost";
            (_state, _reason, _since) = ("answering", null, now);
            return wasLost;
        }

        /// <returns>Whether that is news.</returns>
        public bool Lost(DateTimeOffset now, string reason)
        {
            if (_state == "lost" && _reason == reason)
                return false;
            (_state, _reason, _since) = ("lost", reason, _state == "lost" ? _since : now);
            return true;
        }
    }
}

/// <summary>How a registry does.</summary>
/// <param name="State"><c>waiting</c> for its first word, <c>answering</c>, or <c>lost</c>: what it told last stays in use.</param>
/// <param name="Since">Since when.</param>
/// <param name="Services">How many services it has told of.</param>
/// <param name="Instances">How many instances it has now.</param>
sealed record RegistryStatus(string Name, string State, DateTimeOffset Since, string? Reason, int Services, int Instances);
