using Modular.Host.Postgres;

namespace Modular.Host.Tests.Postgres;

public sealed class BinaryFinderTests
{
    [Fact]
    public void Path_comes_before_the_usual_places() =>
        Assert.Equal(
            "/opt/pg/bin, /usr/lib/postgresql/17/bin",
            OnUnix("/home/me/bin:/opt/pg/bin", "/usr/lib/postgresql/17/bin", "/opt/pg/bin"));

    [Fact]
    public void Of_several_versions_the_newest_is_first() =>
        Assert.Equal(
            "/usr/lib/postgresql/17/bin, /usr/lib/postgresql/15/bin, /usr/lib/postgresql/9.6/bin",
            OnUnix("", "/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/15/bin"));

    [Theory]
    [InlineData("/usr/lib/postgresql/17/bin")]
    [InlineData("/usr/pgsql-17/bin")]
    [InlineData("/usr/bin")]
    [InlineData("/usr/lib/postgresql17/bin")]
    [InlineData("/usr/libexec/postgresql17")]
    [InlineData("/opt/homebrew/opt/postgresql@17/bin")]
    [InlineData("/usr/local/opt/postgresql@17/bin")]
    [InlineData("/Applications/Postgres.app/Contents/Versions/17/bin")]
    public void Each_system_has_its_place(string place) => Assert.Equal(place, OnUnix("", place));

    [Fact]
    public void Windows_has_its_place_and_its_names()
    {
        var files = new FakeFiles(".exe", @"C:\Program Files/PostgreSQL/17/bin", @"D:\pg\bin");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = @"C:\Windows;D:\pg\bin",
            ["ProgramFiles"] = @"C:\Program Files",
        };

        var finder = new BinaryFinder(files, environment.GetValueOrDefault, windows: true);

        Assert.Equal(@"D:\pg\bin, C:\Program Files/PostgreSQL/17/bin", Found(finder));
    }

    [Fact]
    public void What_was_fetched_before_comes_last() =>
        Assert.Equal(
            "/usr/bin, /fetched/postgres-17.6.0-linux-amd64/bin",
            OnUnix("", "/fetched/postgres-17.6.0-linux-amd64/bin", "/usr/bin"));

    [Fact]
    public void A_folder_with_the_client_programs_alone_is_passed_over()
    {
        var files = new FakeFiles("", "/usr/bin") { Missing = "/usr/bin/initdb" };

        Assert.Empty(Found(new BinaryFinder(files, _ => "/usr/bin", windows: false)));
    }

    static string OnUnix(string path, params string[] installed) =>
        Found(new BinaryFinder(new FakeFiles("", installed), name => name == "PATH" ? path : null, windows: false));

    static string Found(BinaryFinder finder) => string.Join(", ", finder.Candidates("/fetched"));

    sealed class FakeFiles(string suffix, params string[] installed) : IFileView
    {
        static readonly string[] Programs = ["initdb", "postgres", "pg_ctl"];

        public string? Missing { get; init; }

        public bool FileExists(string path) =>
            path != Missing && installed.Any(folder => Programs.Any(program => path == $"{folder}/{program}{suffix}"));

        public IEnumerable<string> FolderNames(string path) => installed
            .Where(folder => folder.StartsWith(path + "/", StringComparison.Ordinal))
            .Select(folder => folder[(path.Length + 1)..].Split('/')[0])
            .Distinct(StringComparer.Ordinal);
    }
}
