using Microsoft.Extensions.Configuration;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Topology;

public sealed class PostgresqlQueueOptionsTests
{
    [Theory]
    [InlineData(null, 15, false)]
    [InlineData("00:00:01", 1000, false)]
    [InlineData("0", 0, true)]
    public void Queues_are_polled_unless_the_interval_is_zero(string? setting, int milliseconds, bool isNotified)
    {
        var options = PostgresqlQueueOptions.From(Configuration(setting));

        Assert.Equal((TimeSpan.FromMilliseconds(milliseconds), isNotified), (options.PollingInterval, options.IsNotified));
    }

    [Theory]
    [InlineData("00:00:00.001")]
    [InlineData("00:01:00")]
    [InlineData("-00:00:01")]
    public void An_interval_out_of_range_stops_the_start(string setting)
    {
        var failure = Assert.Throws<TopologyException>(() => PostgresqlQueueOptions.From(Configuration(setting)));

        Assert.Contains("Topology:PostgresqlQueues:PollingInterval must be between", failure.Message, StringComparison.Ordinal);
    }

    static IConfiguration Configuration(string? interval) => new ConfigurationBuilder()
        .AddInMemoryCollection(interval is null ? [] : [KeyValuePair.Create("Topology:PostgresqlQueues:PollingInterval", (string?)interval)])
        .Build();
}
