using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using Modular.Inventory.Contracts;
using Modular.Kernel;
using Modular.Order.Catalogue;
using Modular.Order.Fulfilment;
using Modular.Order.Placing;
using Modular.Order.Waiting;
using Modular.Payment.Contracts;
using Wolverine;

namespace Modular.Order;

/// <summary>Orders and their fulfilment.</summary>
public sealed class OrderModule : IModule
{
    public string Name => "order";

    public Type StoreType => typeof(IOrderStore);

    public IReadOnlyList<Type> Accepts =>
    [
        typeof(StockReserved), typeof(StockRejected), typeof(PaymentCaptured), typeof(PaymentDeclined),
        typeof(FulfilmentTimedOut), typeof(ItemChanged), typeof(CatalogueListed),
    ];

    public void AddServices(IServiceCollection services, ModuleSettings settings)
    {
        services.AddOptions<FulfilmentOptions>().Bind(settings.Configuration.GetSection("Fulfilment")).ValidateDataAnnotations().ValidateOnStart();
        var settled = new SettledOrders();
        services.AddSingleton(settled);
        services.AddSingleton<OrderOutcomes>();
        services.AddSingleton<IRehearsal, OrderRehearsal>();
        services.AddSingleton<CatalogueCheck>();
        services.AddHealthChecks().AddCheck<CatalogueCheck>(CatalogueCheck.Name, timeout: CatalogueCheck.Timeout);
        services.AddHostedService<ForgetOldKeys>();
        services.AddHostedService<FulfilmentDeadlines>();
        services.AddModuleStore<IOrderStore>("orders", settings, store =>
        {
            store.Listeners.Add(settled);
            store.Events.MapEventType<OrderPlaced>("order.placed.v1");
            store.Events.MapEventType<OrderConfirmed>("order.confirmed.v1");
            store.Events.MapEventType<OrderRejected>("order.rejected.v1");
            store.Events.MapEventType<OrderCancelled>("order.cancelled.v1");
            store.Projections.Snapshot<Order>(SnapshotLifecycle.Inline);
            store.Schema.For<Order>().Duplicate(order => order.CustomerId);
            store.Schema.For<CatalogueItem>();
            store.Schema.For<PlacedOnce>();
            store.Schema.For<OrderFulfilment>().Duplicate(saga => saga.Deadline);
        });
    }

    public void Configure(WolverineOptions options) => options.UseModuleStore<IOrderStore>();
}
