namespace Modular.Host.Postgres;

/// <summary>Chooses the PostgreSQL to run: the configured one, else an installed one that fits the data, else a fetched one.</summary>
public sealed class BinarySelection(PostgresOptions options, DataFolder folder, BinaryFinder finder, ILogger logger)
{
    // The oldest major version that the document store is tested with.
    const int OldestMajor = 13;

    /// <exception cref="EmbeddedPostgresException">None fits the data, or none is installed and none can be fetched.</exception>
    public async Task<PostgresBinaries> SelectAsync(ServerUser? user, CancellationToken cancellationToken)
    {
        var needed = folder.MajorVersion;
        var unfit = new List<PostgresBinaries>();
        foreach (var candidate in Candidates())
        {
            var binaries = await PostgresBinaries.ReadAsync(new(Path.GetFullPath(candidate), user, folder.Root), cancellationToken);
            if (needed is null ? binaries.Major >= OldestMajor : binaries.Major == needed)
                return binaries;
            unfit.Add(binaries);
        }

        if (unfit.Count > 0 && (needed is not null || options.BinDirectory is not null))
            throw Unfit(needed, unfit);
        var fetched = await BinaryDownload.FetchAsync(options.DownloadFrom, folder, needed, logger, cancellationToken);
        return await PostgresBinaries.ReadAsync(new(fetched, user, folder.Root), cancellationToken);
    }

    IEnumerable<string> Candidates()
    {
        if (options.BinDirectory is null)
            return finder.Candidates(folder.Binaries);
        var configured = Path.GetFullPath(options.BinDirectory);
        return finder.IsComplete(configured)
            ? [configured]
            : throw new EmbeddedPostgresException(
                $"Postgres:BinDirectory is {configured}, which does not hold initdb, postgres and pg_ctl. Correct it or leave it out.");
    }

    EmbeddedPostgresException Unfit(int? needed, List<PostgresBinaries> found)
    {
        var have = string.Join(", ", found.Select(binaries => $"PostgreSQL {binaries.Version} in {binaries.BinDirectory}"));
        return needed is null
            ? new($"Found {have}, but PostgreSQL {OldestMajor} or newer is needed. Install one, or set ConnectionStrings:Modular.")
            : new($"The data in {folder.Root} were made by PostgreSQL {needed}, which is not here; found: {have}. Install PostgreSQL " +
                $"{needed} again, or convert the data with pg_upgrade, or set Postgres:DataDirectory to a new folder and start without them.");
    }
}
