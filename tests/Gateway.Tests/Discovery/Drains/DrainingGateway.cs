using Microsoft.Extensions.Configuration;
using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Discovery.Drains;
using Modular.Gateway.Instances;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Tests.Discovery.Drains;

/// <summary>One of several gateways with the instance <c>a</c> of <c>order</c>, told of the keys when the test says so.</summary>
sealed class DrainingGateway : IDisposable
{
    readonly RouteSource _routes;
    readonly ServiceDirectory _directory;

    public DrainingGateway(string name, IKeyValueStore keys)
    {
        _routes = new(new(), Given.Decisions, Given.Time);
        _directory = new(new ConfigurationBuilder().Build(), new(), _routes, Given.Decisions, Given.Watch, Given.Dice, Given.Time);
        Book = new(keys, _directory, Given.Decisions, Given.Time) { Name = name };
    }

    public Given Given { get; } = new();

    public DrainBook Book { get; }

    public Life Life => Assert.Single(_directory.Find("order")!.Service.Instances).Life;

    public void Join() => _directory.Update("order", [Given.Instance("a")]);

    public Task DrainAsync(string id, bool isDrained = true) =>
        Book.SetAsync("order", new(id, Given.Instance(id).Address.ToString()), isDrained, TestContext.Current.CancellationToken);

    /// <summary>Takes what there is now, and gives the registry what it lacks.</summary>
    public async Task TellAsync(FailingKeys keys) => await Book.TakeAsync(await keys.AllAsync(DrainRecord.Prefix), TestContext.Current.CancellationToken);

    public Decision Decision(string kind) => Assert.Single(Given.Decisions.Since(0, service: null), decision => decision.Kind == kind);

    public void Dispose() => _routes.Dispose();
}
