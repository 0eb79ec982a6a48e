using Npgsql;

namespace Modular.Host.Topology;

/// <summary>One pool of connections for each database of this process, whichever modules share it.</summary>
sealed class Databases : IAsyncDisposable
{
    readonly Dictionary<string, NpgsqlDataSource> _pools = new(StringComparer.Ordinal);

    public NpgsqlDataSource Pool(string connectionString)
    {
        if (!_pools.TryGetValue(connectionString, out var pool))
            _pools[connectionString] = pool = NpgsqlDataSource.Create(Tuned(connectionString));
        return pool;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
            await pool.DisposeAsync();
    }

    /// <summary>
    /// Connections a pool, where the connection string does not say it. More sessions than a server has work for only get in each
    /// other's way: 100 of them did a sixth less on 2 cores.
    /// </summary>
    const int MaxPoolSize = 40;

    // Two more things that PostgreSQL need not do for every message: forget a session that nothing of ours leaves traces in, and parse
    // and plan the same hundred statements again. What the connection string says itself stands.
    static string Tuned(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ShouldSerialize("No Reset On Close"))
            settings.NoResetOnClose = true;
        if (!settings.ShouldSerialize("Max Auto Prepare"))
            settings.MaxAutoPrepare = 200;
        if (!settings.ShouldSerialize("Maximum Pool Size"))
            settings.MaxPoolSize = MaxPoolSize;
        return settings.ConnectionString;
    }
}
