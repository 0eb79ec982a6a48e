using Modular.Kernel;
using Npgsql;

namespace Modular.Host.Topology;

/// <summary>Makes the databases of modules that have no connection string of their own, where each module is to have one.</summary>
static class ModuleDatabases
{
    /// <exception cref="TopologyException">One is missing and may not be made.</exception>
    public static async Task CreateMissingAsync(DatabaseSettings settings, IEnumerable<IModule> modules, CancellationToken cancellation)
    {
        var missing = modules.Where(settings.IsDerived).ToDictionary(
            module => new NpgsqlConnectionStringBuilder(settings.Of(module)).Database!, module => module, StringComparer.Ordinal);
        if (missing.Count == 0)
            return;

        await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.Shared) { Pooling = false }.ConnectionString);
        await server.OpenAsync(cancellation);
        await using var look = new NpgsqlCommand("select datname from pg_database where datname = any($1)", server);
        look.Parameters.Add(new() { Value = missing.Keys.ToArray() });
        await using (var found = await look.ExecuteReaderAsync(cancellation))
        {
            while (await found.ReadAsync(cancellation))
                missing.Remove(found.GetString(0));
        }

        foreach (var (database, module) in missing)
            await CreateAsync(server, database, module, cancellation);
    }

    static async Task CreateAsync(NpgsqlConnection server, string database, IModule module, CancellationToken cancellation)
    {
        try
        {
            await using var create = new NpgsqlCommand($"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", server);
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process that starts beside this one was faster.
        }
        catch (PostgresException e)
        {
            throw new TopologyException(
                $"The database '{database}' of {module.Name} cannot be made: {e.MessageText}. Make it by hand, name another one with " +
                $"Modules:{module.Name}:ConnectionString, or share one database: {TopologyOptions.DatabasesSetting} false.");
        }
    }
}
