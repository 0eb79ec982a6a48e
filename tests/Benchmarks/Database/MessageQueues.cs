using System.Diagnostics;
using Npgsql;

namespace Modular.Benchmarks.Database;

/// <summary>Messages in the inbox and outbox of the host.</summary>
/// <param name="Incoming">To be handled now.</param>
/// <param name="Scheduled">To be handled later: the next attempt at what has failed, for example.</param>
sealed record QueueLengths(long Incoming, long Scheduled, long Outgoing, long Dead)
{
    public long All => Incoming + Scheduled + Outgoing;
}

sealed class MessageQueues(NpgsqlDataSource database)
{
    const string Lengths =
        """
        select count(*) filter (where status = 'Incoming'),
               count(*) filter (where status = 'Scheduled'),
               (select count(*) from wolverine.wolverine_outgoing_envelopes),
               (select count(*) from wolverine.wolverine_dead_letters)
        from wolverine.wolverine_incoming_envelopes
        where status in ('Incoming', 'Scheduled')
        """;

    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public async Task<QueueLengths> ReadAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Lengths);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    /// <summary>Waits until nothing is left to do, timeouts included, or the time is up.</summary>
    /// <returns>What was left at last.</returns>
    public async Task<QueueLengths> DrainAsync(TimeSpan patience, Action<QueueLengths>? watch, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var lengths = await ReadAsync(cancellation);
            if (lengths.All == 0 || Stopwatch.GetElapsedTime(began) > patience)
                return lengths;
            watch?.Invoke(lengths);
            await Task.Delay(LookEvery, TimeProvider.System, cancellation);
        }
    }
}
