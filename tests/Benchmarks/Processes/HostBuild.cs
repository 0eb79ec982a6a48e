namespace Modular.Benchmarks.Processes;

/// <summary>Where the build put the host.</summary>
static class HostBuild
{
    const string FromRoot = "src/Host/bin/Release/net10.0/modular";

    /// <summary>The executable of the Release build.</summary>
    public static string Executable { get; } = Find();

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Modular.sln")))
                return Path.Combine(folder.FullName, FromRoot);
        }

        throw new BenchmarkException("The repository was not found above the benchmarks' own folder.");
    }
}
