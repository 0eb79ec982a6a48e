using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Modular.ServiceDefaults.Health;

/// <summary>Whether a PostgreSQL database answers <c>select 1</c> within <see cref="Timeout"/>.</summary>
sealed class DatabaseCheck : IHealthCheck
{
    /// <summary>2 seconds, for connecting and for the query each.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    readonly string _name;
    readonly string _address;
    readonly string _connectionString;

    /// <param name="name">What the database is called in the report: the module's name.</param>
    /// <param name="connectionString">Where it is. The check keeps a connection of its own, so that a busy pool is not taken for a dead database.</param>
    public DatabaseCheck(string name, string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "modular-health",
            MinPoolSize = 0,
            MaxPoolSize = 1,
            Timeout = (int)Timeout.TotalSeconds,
            CommandTimeout = (int)Timeout.TotalSeconds,
        };
        _name = name;
        _address = $"{settings.Host}:{settings.Port}";
        _connectionString = settings.ConnectionString;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy($"{_name}: {_address}");
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"{_name}: {FailureReason.Of(e)} {_address}");
        }
    }
}
