using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Modular.Host.Postgres;

namespace Modular.Host.Tests.Postgres;

public sealed class PostgresOptionsTests
{
    [Fact]
    public void The_defaults_are_pinned() =>
        Assert.Equal(
            new PostgresOptions
            {
                DataDirectory = null,
                Port = 0,
                BinDirectory = null,
                DownloadFrom = null,
                StartTimeout = TimeSpan.FromSeconds(30),
                StopTimeout = TimeSpan.FromSeconds(20),
            },
            PostgresOptions.From(Configuration()));

    [Fact]
    public void Every_value_is_read_from_the_section() =>
        Assert.Equal(
            new PostgresOptions
            {
                DataDirectory = "/data",
                Port = 5433,
                BinDirectory = "/bin",
                DownloadFrom = "https://mirror.example/maven",
                StartTimeout = TimeSpan.FromMinutes(2),
                StopTimeout = TimeSpan.FromSeconds(3),
            },
            PostgresOptions.From(Configuration(
                ("DataDirectory", "/data"),
                ("Port", "5433"),
                ("BinDirectory", "/bin"),
                ("DownloadFrom", "https://mirror.example/maven"),
                ("StartTimeout", "00:02:00"),
                ("StopTimeout", "00:00:03"))));

    [Theory]
    [InlineData("DataDirectory", " ", "Postgres:DataDirectory is blank: give a path or leave it out.")]
    [InlineData("BinDirectory", " ", "Postgres:BinDirectory is blank: give a path or leave it out.")]
    [InlineData("DownloadFrom", "mirror", "Postgres:DownloadFrom must be an absolute URL, not 'mirror'.")]
    [InlineData("Port", "-1", "Postgres:Port must be between 0 (any free port) and 65535, not -1.")]
    [InlineData("Port", "65536", "Postgres:Port must be between 0 (any free port) and 65535, not 65536.")]
    [InlineData("StartTimeout", "00:00:00", "Postgres:StartTimeout must be above 0 and at most 00:10:00, not 00:00:00.")]
    [InlineData("StopTimeout", "00:10:01", "Postgres:StopTimeout must be above 0 and at most 00:10:00, not 00:10:01.")]
    public void A_value_out_of_range_is_named(string key, string value, string failure)
    {
        var configuration = Configuration((key, value));

        var error = Assert.Throws<OptionsValidationException>(() => PostgresOptions.From(configuration));

        Assert.Equal(failure, Assert.Single(error.Failures));
    }

    static IConfiguration Configuration(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Postgres:{value.Key}", (string?)value.Value)))
        .Build();
}
