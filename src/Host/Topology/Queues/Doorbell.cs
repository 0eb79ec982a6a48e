using System.Collections.Frozen;
using Npgsql;

namespace Modular.Host.Topology.Queues;

/// <summary>Tells receivers that something has been put into their queue, by <c>LISTEN</c>: one connection for all of a process.</summary>
/// <remarks>A ring that is lost, with the connection or behind a pool, costs time and nothing else: queues are looked into anyway.</remarks>
sealed partial class Doorbell(IEnumerable<string> channels, NpgsqlDataSource database, TimeProvider time, ILogger<Doorbell> log)
{
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    readonly FrozenDictionary<string, Bell> _bells = channels.ToFrozenDictionary(channel => channel, _ => new Bell(), StringComparer.Ordinal);

    /// <summary>The bell of a channel.</summary>
    public Bell this[string channel] => _bells[channel];

    /// <summary>Listens until it is told to stop.</summary>
    public async Task ListenAsync(CancellationToken stopping)
    {
        var isAway = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stopping);
                connection.Notification += (_, ring) => _bells.GetValueOrDefault(ring.Channel)?.Ring();
                await using var listen = new NpgsqlCommand(string.Join("; ", _bells.Keys.Select(channel => $"listen {channel}")), connection);
                await listen.ExecuteNonQueryAsync(stopping);
                isAway = false;
                while (true)
                    await connection.WaitAsync(stopping);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                if (!isAway)
                    LogAway(e.Message);
                isAway = true;
                await Task.Delay(Retry, time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not told of new messages until the database is back; queues are only looked into meanwhile: {Reason}")]
    partial void LogAway(string reason);
}
