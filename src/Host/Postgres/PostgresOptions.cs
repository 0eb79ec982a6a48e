using Microsoft.Extensions.Options;

namespace Modular.Host.Postgres;

/// <summary>
/// The embedded PostgreSQL: section <c>Postgres</c> of the configuration. Read only when no connection string is given.
/// </summary>
public sealed record PostgresOptions
{
    public const string Section = "Postgres";

    static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The folder of the data, the password, the log and, if they had to be fetched, the binaries. A relative path starts at the
    /// current directory. Unset: <see cref="DataFolder.DefaultRoot"/>.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>The TCP port on 127.0.0.1, 0 to 65535. Default 0: a free one, which later starts keep as long as it is free.</summary>
    public int Port { get; init; }

    /// <summary>The folder of <c>initdb</c>, <c>postgres</c> and <c>pg_ctl</c>. Unset: PATH, the usual places, a download.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>The Maven repository to fetch binaries from, for a mirror. Unset: the one that MysticMind.PostgresEmbed knows.</summary>
    public string? DownloadFrom { get; init; }

    /// <summary>How long a start may take, crash recovery included and <c>initdb</c> excluded. Above 0, at most 10 minutes; default 30 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a clean stop may take before the server is told to drop everything. Above 0, at most 10 minutes; default 20 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Reads the section, with the default for what it does not say.</summary>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public static PostgresOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<PostgresOptions>() ?? new();
        options.ThrowIfInvalid();
        return options;
    }

    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public void ThrowIfInvalid()
    {
        var failures = Validate().ToList();
        if (failures.Count > 0)
            throw new OptionsValidationException(Section, typeof(PostgresOptions), failures);
    }

    IEnumerable<string> Validate()
    {
        if (DataDirectory is not null && string.IsNullOrWhiteSpace(DataDirectory))
            yield return "Postgres:DataDirectory is blank: give a path or leave it out.";
        if (BinDirectory is not null && string.IsNullOrWhiteSpace(BinDirectory))
            yield return "Postgres:BinDirectory is blank: give a path or leave it out.";
        if (DownloadFrom is not null && !Uri.TryCreate(DownloadFrom, UriKind.Absolute, out _))
            yield return $"Postgres:DownloadFrom must be an absolute URL, not '{DownloadFrom}'.";
        if (Port is < 0 or > 65535)
            yield return $"Postgres:Port must be between 0 (any free port) and 65535, not {Port}.";
        if (StartTimeout <= TimeSpan.Zero || StartTimeout > LongestTimeout)
            yield return $"Postgres:StartTimeout must be above 0 and at most {LongestTimeout}, not {StartTimeout}.";
        if (StopTimeout <= TimeSpan.Zero || StopTimeout > LongestTimeout)
            yield return $"Postgres:StopTimeout must be above 0 and at most {LongestTimeout}, not {StopTimeout}.";
    }
}
