using System.Text.RegularExpressions;

namespace Modular.Host.Postgres;

/// <summary>The PostgreSQL that the host runs.</summary>
/// <param name="BinDirectory">Where its programs were found.</param>
/// <param name="Version">As it calls itself, such as <c>17.6</c>.</param>
public sealed partial record PostgresBinaries(string BinDirectory, string Version)
{
    public int Major { get; } = int.Parse(LeadingDigits().Match(Version).Value);

    /// <summary>Asks the programs of a folder for their version.</summary>
    /// <exception cref="EmbeddedPostgresException">They cannot be run, or do not answer as PostgreSQL does.</exception>
    internal static async Task<PostgresBinaries> ReadAsync(ServerTools tools, CancellationToken cancellationToken)
    {
        var result = await tools.RunAsync("postgres", ["--version"], cancellationToken);
        var version = VersionText().Match(result.Output);
        return version.Success
            ? new(tools.BinDirectory, version.Groups["version"].Value)
            : throw new EmbeddedPostgresException(
                $"{tools.BinDirectory} does not hold a PostgreSQL that runs here: {result.Output}{result.Errors}".Trim());
    }

    [GeneratedRegex(@"^postgres \(PostgreSQL\) (?<version>\d+\S*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionText();

    [GeneratedRegex(@"^\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeadingDigits();
}
