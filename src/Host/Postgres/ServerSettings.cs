namespace Modular.Host.Postgres;

/// <summary>The settings of the server: a file that the host owns and writes again whenever it has changed.</summary>
static class ServerSettings
{
    const string FileName = "modular.conf";

    const string Text = """
        # Written by the host at each start. Keep settings of your own in postgresql.conf, below the line that includes this file.

        # This machine only, by TCP only: a socket file would be one more door, and its path can be too long.
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        password_encryption = scram-sha-256

        # A committed order survives a loss of power. These are the defaults; they stand here so that nobody turns them off unseen.
        fsync = on
        synchronous_commit = on
        full_page_writes = on

        # Each database has a pool of its own in each process: ten processes of 40 connections fit.
        max_connections = 500
        # A laptop can spare this much, and the queues and read models of a small product fit into it.
        shared_buffers = 256MB

        # Many small transactions touch the same pages again and again: compressed page images and rare, long checkpoints keep
        # the log small. Redo after a crash reads at most max_wal_size.
        wal_compression = on
        max_wal_size = 2GB
        min_wal_size = 256MB
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9

        # Queries are short: compiling one takes longer than running it. Disks are solid state: a random read costs like the next.
        jit = off
        random_page_cost = 1.1

        # Queue tables turn over quickly: clean them before they bloat.
        autovacuum_naptime = 15s
        autovacuum_vacuum_scale_factor = 0.05

        # The application sees, counts and logs the error of each of its statements. Without them this log stays small.
        log_min_messages = log
        log_checkpoints = off
        log_autovacuum_min_duration = -1
        log_line_prefix = '%m [%p] '
        timezone = 'UTC'
        log_timezone = 'UTC'

        """;

    /// <summary>Writes the file into a data folder. Returns whether it differed, so that a running server needs a new start.</summary>
    public static bool Write(string data)
    {
        var path = Path.Combine(data, FileName);
        var text = Text.ReplaceLineEndings("\n");
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return false;
        var fresh = path + ".new";
        File.WriteAllText(fresh, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(fresh, path, overwrite: true);
        return true;
    }

    /// <summary>Makes <c>postgresql.conf</c> of a new data folder read the file.</summary>
    public static void Include(string data) =>
        File.AppendAllText(Path.Combine(data, "postgresql.conf"), $"\ninclude '{FileName}'\n");
}
