using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Discovery.Drains;
using Modular.Gateway.Health;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>A service in memory, on a clock that stands still until it is moved, with dice of a fixed seed.</summary>
sealed class Given
{
    public Given(HealthOptions? health = null, BalancingOptions? balancing = null, DiscoveryOptions? discovery = null, BreakerOptions? breaker = null, OutlierOptions? outliers = null)
    {
        Decisions = new(Time, NullLogger<DecisionLog>.Instance);
        Health = health ?? new();
        Balancing = balancing ?? new();
        Breaker = breaker ?? new();
        Outliers = outliers ?? new();
        Service = new("order", new(Health, Balancing, new(), Breaker, Outliers, Dice, Time, Decisions, Watch));
        Registered = new(Service, discovery ?? new(), []);
    }

    public FakeTimeProvider Time { get; } = new();

    public Dice Dice { get; } = new SeededDice(1);

    public DecisionLog Decisions { get; }

    public HealthOptions Health { get; }

    public BalancingOptions Balancing { get; }

    public BreakerOptions Breaker { get; }

    public OutlierOptions Outliers { get; }

    public Watched Watch { get; } = new();

    public Service Service { get; }

    public RegisteredService Registered { get; }

    public IReadOnlyList<string> Kinds => [.. Decisions.Since(0, service: null).Select(decision => decision.Kind)];

    public static ServiceInstance Instance(string id, params (string Key, string Value)[] metadata) => new(
        id, "order", new($"http://{id}.test:80"), new ServiceMetadata(metadata.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))));

    /// <summary>Instances that have joined and have passed their first check.</summary>
    public IReadOnlyList<Destination> Healthy(params string[] ids)
    {
        var instances = Joined(ids);
        foreach (var instance in instances)
            Service.Checked(instance, failure: null);
        return instances;
    }

    /// <summary>Healthy instances past their slow start.</summary>
    public IReadOnlyList<Destination> Active(params string[] ids)
    {
        var instances = Healthy(ids);
        Time.Advance(Balancing.SlowStart);
        return instances;
    }

    public IReadOnlyList<Destination> Joined(params string[] ids)
    {
        Registered.Update([.. ids.Select(id => Instance(id))]);
        return [.. ids.Select(Find)];
    }

    public Destination Find(string id) => Service.Instances.Single(instance => instance.Id == id);

    /// <summary>As the operator wants it.</summary>
    public void Drain(Destination instance, bool isDrained = true) => Registered.Drain(InstanceKey.Of(instance), isDrained, "the operator wants it so");

    /// <summary>How often each instance is picked of so many times, each request ending before the next.</summary>
    public Dictionary<string, int> Picks(int count)
    {
        var picks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var destination = Service.Begin()!;
            destination.End();
            picks[destination.Id] = picks.GetValueOrDefault(destination.Id) + 1;
        }

        return picks;
    }

    /// <summary>Remembers what it was to watch.</summary>
    public sealed class Watched : IInstanceWatch
    {
        public List<string> Begun { get; } = [];

        public void Begin(Service service, Destination instance) => Begun.Add(instance.Id);
    }
}
