using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using Modular.Inventory.Contracts;
using Modular.Inventory.Reserving;
using Modular.Inventory.Seeding;
using Modular.Kernel;
using Wolverine;

namespace Modular.Inventory;

/// <summary>What is in the warehouse, what it costs, and for whom it is kept.</summary>
public sealed class InventoryModule : IModule
{
    public string Name => "inventory";

    public Type StoreType => typeof(IInventoryStore);

    public IReadOnlyList<Type> Accepts => [typeof(ReserveStock), typeof(CommitStock), typeof(ReleaseStock), typeof(SeedCatalogue)];

    public void AddServices(IServiceCollection services, ModuleSettings settings)
    {
        services.AddSingleton<IRehearsal, StockRehearsal>();
        services.AddHostedService<CatalogueSeeder>();
        services.AddModuleStore<IInventoryStore>("inventory", settings, store =>
        {
            store.Events.StreamIdentity = StreamIdentity.AsString;
            store.Events.MapEventType<ItemListed>("inventory.item-listed.v1");
            store.Events.MapEventType<PriceChanged>("inventory.price-changed.v1");
            store.Events.MapEventType<UnitsReceived>("inventory.units-received.v1");
            store.Events.MapEventType<UnitsAdjusted>("inventory.units-adjusted.v1");
            store.Events.MapEventType<UnitsReserved>("inventory.units-reserved.v1");
            store.Events.MapEventType<UnitsReleased>("inventory.units-released.v1");
            store.Events.MapEventType<UnitsCommitted>("inventory.units-committed.v1");
            store.Events.MapEventType<UnitsReturned>("inventory.units-returned.v1");
            store.Projections.Snapshot<StockItem>(SnapshotLifecycle.Inline);
            store.Schema.For<Reservation>().UseOptimisticConcurrency(enabled: true);
        });
    }

    public void Configure(WolverineOptions options)
    {
        options.UseModuleStore<IInventoryStore>();
        options.BatchMessagesOf<CommitStock>(batch =>
        {
            batch.BatchSize = 500;
            batch.TriggerTime = TimeSpan.FromMilliseconds(500);
        }).Sequential();
    }
}
