using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Weasel.Core;
using Wolverine;
using Wolverine.Marten;

namespace Modular.Kernel;

/// <summary>What every module's Marten store has in common.</summary>
public static class ModuleStoreConventions
{
    /// <summary>
    /// The schema of inbox and outbox. One for all modules of a database: a message then travels from the sender's transaction to
    /// the receiver's without being copied (docs/adr/0003-one-envelope-schema.md).
    /// </summary>
    public const string EnvelopeSchema = "wolverine";

    /// <summary>Adds the module's own store, in a schema of its own, with Wolverine's inbox and outbox.</summary>
    public static void AddModuleStore<TStore>(this IServiceCollection services, string schema, ModuleSettings settings, Action<StoreOptions> configure)
        where TStore : class, IDocumentStore
    {
        services.AddMartenStore<TStore>(store =>
            {
                store.Connection(settings.Database);
                store.DatabaseSchemaName = schema;
                store.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
                store.Events.AppendMode = EventAppendMode.Quick;
                store.Events.UseIdentityMapForAggregates = true;
                store.DisableNpgsqlLogging = true;
                store.Advanced.Migrator.UseSchemaFingerprinting = true;
                // Failures are retried in one place: Wolverine runs the whole handler again. A second layer here costs every command.
                store.ConfigurePolly(_ => { });
                store.ConfigureWritePolly(_ => { });
                configure(store);
            })
            .IntegrateWithWolverine(integration => integration.SchemaName = EnvelopeSchema);
    }

    /// <summary>Runs every handler, saga and endpoint of the store's assembly in the module's own store, each in one transaction.</summary>
    public static void UseModuleStore<TStore>(this WolverineOptions options) where TStore : class, IDocumentStore
    {
        options.Discovery.IncludeAssembly(typeof(TStore).Assembly);
        options.Policies.UseAncillaryStorageFromAssembly(typeof(TStore), typeof(TStore).Assembly);
    }
}
