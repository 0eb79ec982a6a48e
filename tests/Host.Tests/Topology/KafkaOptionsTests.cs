using Microsoft.Extensions.Configuration;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Topology;

public sealed class KafkaOptionsTests
{
    [Fact]
    public void Defaults_are_pinned()
    {
        var options = Read();

        Assert.Equal(("localhost:9092", true, TimeSpan.FromMilliseconds(40)), (options.Servers, options.MakeTopics, options.Gathering));
        Assert.Empty(options.Client);
        Assert.Empty(options.Consumer);
    }

    [Fact]
    public void Librdkafkas_settings_keep_their_names() => Assert.Equal(
        [KeyValuePair.Create("security.protocol", "ssl")],
        Read(("Kafka:Client:security_protocol", "ssl")).Client);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:11")]
    public void A_time_that_is_out_of_range_stops_the_start_and_is_named(string gathering) => Assert.Equal(
        $"Kafka:Gathering must be between 00:00:00.001 and 00:00:10, not {gathering}.",
        Assert.Throws<TopologyException>(() => Read(("Kafka:Gathering", gathering))).Message);

    static KafkaOptions Read(params (string Key, string Value)[] settings) => KafkaOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
