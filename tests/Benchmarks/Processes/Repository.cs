namespace Modular.Benchmarks.Processes;

/// <summary>Where the repository is, with what the build has put there.</summary>
static class Repository
{
    static readonly string Root = Find();

    public static string Path(string fromRoot) => System.IO.Path.Combine(Root, fromRoot);

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Modular.sln")))
                return folder.FullName;
        }

        throw new BenchmarkException("The repository was not found above the benchmarks' own folder.");
    }
}
