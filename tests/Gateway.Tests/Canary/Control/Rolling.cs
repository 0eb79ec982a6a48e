using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Gateway.Canary.Control;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Tests.Canary.Control;

/// <summary>The service <c>order</c> in versions, and a gateway that leads its rollouts, on a clock that stands still until it is moved.</summary>
sealed class Rolling : IDisposable
{
    readonly Hosting.Given _given = new();
    readonly RouteSource _routes;
    readonly Webhooks _webhooks;
    readonly SeededDice _dice = new(7);

    public Rolling(IKeyValueStore? keys = null)
    {
        Keys = keys ?? new MemoryKeys();
        _routes = new(new(), Decisions, _given.Time);
        Services = new(new ConfigurationBuilder().Build(), new(), _routes, Decisions, _given.Watch, _given.Dice, _given.Time);
        Policies = new(Decisions, NullLogger<PolicyStore>.Instance);
        Book = new(Keys, Services, Policies, Decisions);
        _webhooks = new(Decisions, _given.Time);
        Controller = new(Book, Services, Policies, _webhooks, Decisions, new JudgeOptions(), _given.Time, NullLogger<CanaryController>.Instance);
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IKeyValueStore Keys { get; }

    public DecisionLog Decisions => _given.Decisions;

    public ServiceDirectory Services { get; }

    public PolicyStore Policies { get; }

    public CanaryBook Book { get; }

    public CanaryController Controller { get; }

    public Service Order => Services.Find("order")!.Service;

    public CanaryEntry Entry => Book.Find("order")!;

    public DateTimeOffset Now => _given.Time.GetUtcNow();

    public RolloutState State => Entry.Record.State;

    public IReadOnlyList<string> Kinds => [.. Decisions.Since(0, "order").Select(decision => decision.Kind).Where(kind => kind.StartsWith("canary-", StringComparison.Ordinal))];

    /// <summary>So many instances of each version, all healthy.</summary>
    public void Run(params (string Version, int Count)[] versions)
    {
        Services.Update("order", [.. from version in versions from number in Enumerable.Range(1, version.Count) select Hosting.Given.Instance($"order-{version.Version}-{number}", ("version", version.Version))]);
        foreach (var instance in Order.Instances)
            Order.Checked(instance, failure: null);
    }

    public void Obey(string document) => Policies.Take(
        PolicyOrigin.Folder,
        new Dictionary<string, IReadOnlyList<ReadDocument>>(StringComparer.Ordinal) { ["order.yaml"] = DocumentReader.Read("order.yaml", document) });

    /// <summary>As an operator starts it: 20, 40, 60 %, every 10 s, two failed checks.</summary>
    public Task StartAsync(RolloutPlan? plan = null) => Book.ChangeAsync(
        "order",
        _ => new(
            "order",
            0,
            DateTimeOffset.UnixEpoch,
            "v2",
            plan ?? new() { Interval = TimeSpan.FromSeconds(10), Threshold = 2, StepWeight = 20, MaxWeight = 60 },
            RolloutState.Initialized("v1", _given.Time.GetUtcNow()),
            [],
            "test"),
        Cancellation);

    public async Task LookAsync()
    {
        await Controller.LookAsync(Cancellation);
        await Controller.TicksAsync();
    }

    /// <summary>An interval with requests on both versions, and the look at its end.</summary>
    /// <param name="errors">The canary's share of failures; the stable version's is 1 %.</param>
    /// <param name="slower">How much longer the canary takes.</param>
    public async Task IntervalAsync(double errors = 0.01, double slower = 1, int requests = 3000)
    {
        Record(Entry.Samples.Canary, requests, errors, slower);
        Record(Entry.Samples.Stable, requests, 0.01, slower: 1);
        await PassAsync();
    }

    public async Task PassAsync()
    {
        _given.Time.Advance(TimeSpan.FromSeconds(10));
        await LookAsync();
    }

    public void Dispose()
    {
        _routes.Dispose();
        _webhooks.Dispose();
    }

    void Record(AttemptSample sample, int requests, double errors, double slower)
    {
        for (var i = 0; i < requests; i++)
            sample.Record(_dice.Share() < errors ? Outcome.ServerError : Outcome.Success, slower * -0.01 * Math.Log(1 - _dice.Share()));
    }
}
