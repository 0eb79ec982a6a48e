namespace Modular.Host.Postgres;

/// <summary>Finds the server of a host that runs already, so that a command can look at its data while it works.</summary>
static class RunningServer
{
    /// <summary>The connection string of the server that runs on the folder; null when none does.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static string? Find(PostgresOptions options)
    {
        options.ThrowIfInvalid();
        var folder = DataFolder.Open(options.DataDirectory);
        return PostmasterFile.Read(folder.Data) is { IsReady: true } run && PostmasterProcess.IsAlive(run, folder.Data)
            ? new ServerDatabase(folder).ConnectionString(run.Port)
            : null;
    }
}
