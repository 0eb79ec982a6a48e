namespace Modular.Benchmarks.Processes;

/// <summary>Where the build put the host.</summary>
static class HostBuild
{
    /// <summary>The executable of the Release build.</summary>
    public static string Executable { get; } = Repository.Path("src/Host/bin/Release/net10.0/modular");
}
