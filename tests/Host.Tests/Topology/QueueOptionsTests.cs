using Microsoft.Extensions.Configuration;
using Modular.Host.Topology;
using Modular.Host.Topology.Queues;

namespace Modular.Host.Tests.Topology;

public sealed class QueueOptionsTests
{
    [Fact]
    public void Defaults_are_those_that_the_docstrings_give() =>
        Assert.Equal((TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1)), Read() is var options ? (options.Pause, options.PollingInterval) : default);

    [Theory]
    [InlineData("Pause", "00:00:00", "00:00:01")]
    [InlineData("PollingInterval", "00:00:00.005", "00:00:10")]
    public void Both_ends_of_a_range_are_in_it(string setting, params string[] values) => Assert.All(values, value => Read((setting, value)));

    [Theory]
    [InlineData("Pause", "-00:00:00.001")]
    [InlineData("Pause", "00:00:01.001")]
    [InlineData("PollingInterval", "00:00:00")]
    [InlineData("PollingInterval", "00:00:11")]
    public void A_setting_out_of_its_range_stops_the_start(string setting, string value)
    {
        var failure = Assert.Throws<TopologyException>(() => Read((setting, value)));

        Assert.StartsWith($"Topology:PostgresqlQueues:{setting} must be between", failure.Message, StringComparison.Ordinal);
    }

    static QueueOptions Read(params IEnumerable<(string Name, string Value)> settings) => QueueOptions.From(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Topology:PostgresqlQueues:{setting.Name}", (string?)setting.Value)))
            .Build());
}
