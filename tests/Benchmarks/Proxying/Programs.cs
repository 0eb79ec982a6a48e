namespace Modular.Benchmarks.Proxying;

/// <summary>Programs that may be installed.</summary>
static class Programs
{
    static readonly string[] Places = ["/usr/sbin", "/usr/local/sbin"];

    /// <returns>Its path; null when it is not there.</returns>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(Places)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
