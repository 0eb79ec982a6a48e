using System.Globalization;

namespace Modular.Host.Postgres;

/// <summary>Chooses the server's port: the configured one, else that of the last start if it is still free, else any free one.</summary>
static class RememberedPort
{
    /// <exception cref="EmbeddedPostgresException">The configured port is taken.</exception>
    public static int Choose(PostgresOptions options, DataFolder folder)
    {
        if (options.Port == 0)
            return Last(folder) is { } last && FreePort.IsFree(last) ? last : FreePort.Any();
        return FreePort.IsFree(options.Port) ? options.Port : throw Taken(options.Port);
    }

    public static void Remember(DataFolder folder, int port) => File.WriteAllText(folder.PortFile, $"{port}\n");

    public static EmbeddedPostgresException Taken(int port) => new(
        $"Port {port} (Postgres:Port) is taken by another program. Choose another, or 0 for a free one.");

    static int? Last(DataFolder folder) =>
        File.Exists(folder.PortFile)
        && int.TryParse(File.ReadAllText(folder.PortFile), CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= 65535 ? port : null;
}
