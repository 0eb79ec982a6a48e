using Marten;
using Modular.Kernel;
using Npgsql;

namespace Modular.Host.Topology;

/// <summary>
/// Brings every module's schema up to what this build needs. A database that has been brought up says so by a fingerprint, which takes
/// one query (docs/adr/0010-migrated-once.md). Processes that start together take turns.
/// </summary>
sealed class SchemaMigration(IServiceProvider services, IReadOnlyList<IModule> modules, Databases databases, DatabaseSettings settings)
{
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        foreach (var module in modules)
        {
            await using var connection = await databases.Pool(settings.Of(module)).OpenConnectionAsync(cancellation);
            await ExecuteAsync(connection, "select pg_advisory_lock(hashtext('modular.migration'))", cancellation);
            try
            {
                var store = (IDocumentStore)services.GetRequiredService(module.StoreType);
                await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
            }
            finally
            {
                // The pool does not reset sessions: an open lock would go on with the connection.
                await ExecuteAsync(connection, "select pg_advisory_unlock(hashtext('modular.migration'))", CancellationToken.None);
            }
        }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
