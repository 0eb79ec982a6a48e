using Npgsql;

namespace Modular.Host.Postgres;

/// <summary>One server for processes that run a part each on the same folder: who comes first runs it, the others join it, also when all start in the same moment.</summary>
static class SharedServer
{
    /// <summary>1 minute, within which whoever has the folder must have its server ready.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <returns>How to reach the server, and the server itself when this process runs it.</returns>
    /// <exception cref="DataFolderInUseException">Another host has the folder, and no server is ready in it after <see cref="Patience"/>.</exception>
    /// <exception cref="EmbeddedPostgresException">It cannot run; the message says why and what to do.</exception>
    public static async Task<(string ConnectionString, EmbeddedPostgres? Own)> JoinOrStartAsync(
        PostgresOptions options, TimeProvider time, ILogger<EmbeddedPostgres> logger)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                var own = await EmbeddedPostgres.StartAsync(options, time, logger);
                return (own.ConnectionString, own);
            }
            catch (DataFolderInUseException) when (time.GetElapsedTime(began) < Patience)
            {
                if (RunningServer.Find(options) is { } running && await HasDatabaseAsync(running))
                    return (running, null);
                await Task.Delay(LookEvery, time);
            }
        }
    }

    // A server is ready some milliseconds before it has the database.
    static async Task<bool> HasDatabaseAsync(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
