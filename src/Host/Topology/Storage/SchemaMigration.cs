using Marten;
using Npgsql;

namespace Modular.Host.Topology;

/// <summary>
/// Brings every module's schema up to what this build needs. A database that has been brought up says so by a fingerprint, which takes
/// one query (docs/adr/0010-migrated-once.md). Processes that start together take turns.
/// </summary>
sealed class SchemaMigration(IServiceProvider services, TopologyOptions topology, Databases databases, DatabaseSettings settings)
{
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        foreach (var module in topology.Here)
        {
            await using var connection = await databases.Pool(settings.Of(module)).OpenConnectionAsync(cancellation);
            await using var turn = await connection.BeginTransactionAsync(cancellation);
            await using var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('modular.migration'))", connection, turn);
            await wait.ExecuteNonQueryAsync(cancellation);

            var store = (IDocumentStore)services.GetRequiredService(module.StoreType);
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        }
    }
}
