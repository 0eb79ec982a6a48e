using Modular.Gateway.Measuring;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>A document that has hosts of its own, by which requests come to it. It lives through changes of the document.</summary>
/// <param name="name">The document's <see cref="VirtualService.IngressName"/>.</param>
sealed class Ingress(string name)
{
    TrafficRules _rules = TrafficRules.None;

    public string Name => name;

    /// <summary>What the document says, from the next request on.</summary>
    public TrafficRules Rules
    {
        get => Volatile.Read(ref _rules);
        set => Volatile.Write(ref _rules, value);
    }

    /// <summary>What is counted of the requests that the gateway answers itself.</summary>
    public ServiceFigures Figures { get; } = new();
}
