using Npgsql;

namespace Modular.Host.Postgres;

/// <summary>The application's database in the embedded server.</summary>
sealed class ServerDatabase(DataFolder folder)
{
    readonly string _password = ReadPassword(folder);

    /// <summary>
    /// For the application. Neither TLS nor Kerberos: the connection never leaves the machine, and asking for them costs a round trip each.
    /// </summary>
    public string ConnectionString(int port) => Builder(port).ConnectionString;

    /// <summary>Proves with a real connection that the server answers, and makes the database on the first start.</summary>
    /// <exception cref="NpgsqlException">The server does not answer, or not to this password.</exception>
    public async Task EnsureAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(port, ClusterCreation.Name, sql: null, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await OpenAsync(port, "postgres", $"CREATE DATABASE {ClusterCreation.Name}", cancellationToken);
        }
    }

    async Task OpenAsync(int port, string database, string? sql, CancellationToken cancellationToken)
    {
        var builder = Builder(port);
        (builder.Database, builder.Pooling) = (database, false);
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        if (sql is null)
            return;
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlConnectionStringBuilder Builder(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Database = ClusterCreation.Name,
        Username = ClusterCreation.Name,
        Password = _password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    static string ReadPassword(DataFolder folder)
    {
        try
        {
            return File.ReadAllText(folder.PasswordFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                $"The password of the PostgreSQL data in {folder.Root} cannot be read: {e.Message} Put the file back, start the host as " +
                "the user that made it, or set Postgres:DataDirectory to a new folder.", e);
        }
    }
}
