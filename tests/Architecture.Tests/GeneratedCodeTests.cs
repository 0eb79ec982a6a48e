using System.Diagnostics;

namespace Modular.Architecture.Tests;

/// <summary>Release has no compiler and runs the handlers that were generated and committed: they must be those of the present code.</summary>
public sealed class GeneratedCodeTests
{
    const string Command = "dotnet run --project src/Host -- codegen write";
    static readonly string Folder = Path.Combine("Internal", "Generated");

    [Fact]
    public async Task The_committed_handlers_are_those_that_would_be_generated_now()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, "Wolverine.RuntimeCompilation.dll")), "Only Debug can generate code.");
        var root = Directory.CreateTempSubdirectory("modular-codegen-");
        try
        {
            await GenerateAsync(root.FullName);

            var current = Read(Path.Combine(root.FullName, Folder));
            var committed = Read(Path.Combine(House.Root, "src", "Host", Folder));
            Assert.NotEmpty(current);
            var differences = Differences(committed, current);
            Assert.True(differences.Count == 0, $"{string.Join('\n', differences)}\nRun: {Command}. Then delete what is left over, and commit src/Host/{Folder}.");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_missing_stale_or_left_over_is_named() => Assert.Equal(
        ["Left.cs is left over", "Missing.cs is missing", "Stale.cs is stale"],
        Differences(
            new(StringComparer.Ordinal) { ["Same.cs"] = "1", ["Stale.cs"] = "1", ["Left.cs"] = "1" },
            new(StringComparer.Ordinal) { ["Same.cs"] = "1", ["Stale.cs"] = "2", ["Missing.cs"] = "1" }));

    static List<string> Differences(Dictionary<string, string> committed, Dictionary<string, string> current) =>
    [
        .. committed.Keys.Union(current.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => committed.GetValueOrDefault(name) != current.GetValueOrDefault(name))
            .Select(name => !committed.ContainsKey(name) ? $"{name} is missing" : !current.ContainsKey(name) ? $"{name} is left over" : $"{name} is stale"),
    ];

    // The lists of all handlers are left out (docs/adr/0007-generated-code-is-committed.md).
    static Dictionary<string, string> Read(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("Registry.cs", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetRelativePath(folder, file), file => File.ReadAllText(file).ReplaceLineEndings("\n"), StringComparer.Ordinal);

    // In its own folder: beside these tests, the command would look into them for commands.
    static string HostAssembly()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(House.Root, "src", "Host", "bin", framework.Parent!.Name, framework.Name, "modular.dll");
    }

    // The command writes below its working directory, and needs no database.
    static async Task GenerateAsync(string root)
    {
        var start = new ProcessStartInfo("dotnet", [HostAssembly(), "codegen", "write"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = root,
        };
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, string.Concat(output));
    }
}
