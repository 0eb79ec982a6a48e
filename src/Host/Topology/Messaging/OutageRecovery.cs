using Npgsql;
using Wolverine.Runtime;

namespace Modular.Host.Topology;

/// <summary>
/// Takes up again, after an outage of the database, what this process had lost hold of. A message whose handler failed in the outage is
/// to be scheduled anew, but that is written one message after the other with pauses of up to 30 s, and a message whose commit went
/// through without its answer is in the inbox and in no queue. Both are owned by a process that lives, so nobody else recovers them. So
/// once the database is back, this process gives up all its messages, and the durability agent hands them out anew. A message that is
/// being handled at that moment is handled twice, which every handler bears.
/// </summary>
sealed partial class OutageRecovery(IWolverineRuntime runtime, NpgsqlDataSource database, TimeProvider time, ILogger<OutageRecovery> log)
    : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Kept open, so that even a restart between two looks is noticed.
        NpgsqlConnection? connection = null;
        var wasAway = false;
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                connection ??= await database.OpenConnectionAsync(stoppingToken);
                await LookAsync(connection, stoppingToken);
                if (wasAway)
                    await ReleaseAsync();
                wasAway = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!wasAway)
                    LogAway(e.Message);
                wasAway = true;
                if (connection is not null)
                    await connection.DisposeAsync();
                connection = null;
            }
        }
    }

    static async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = 5 };
        await command.ExecuteScalarAsync(cancellation);
    }

    async Task ReleaseAsync()
    {
        foreach (var store in await runtime.Stores.FindAllAsync())
            await store.Admin.ReleaseAllOwnershipAsync(runtime.DurabilitySettings.AssignedNodeNumber);
        LogBack();
    }

    [LoggerMessage(LogLevel.Warning, "The database is away: {Reason}")]
    partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "The database is back; the messages of this process are handed out anew")]
    partial void LogBack();
}

static class OutageRecoveryExtensions
{
    /// <summary>Watches each of the databases.</summary>
    public static void AddOutageRecovery(this IServiceCollection services, IReadOnlyList<NpgsqlDataSource> databases)
    {
        // Not AddHostedService, which takes a second one of a type for a repetition.
        foreach (var database in databases)
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<OutageRecovery>(provider, database));
    }
}
