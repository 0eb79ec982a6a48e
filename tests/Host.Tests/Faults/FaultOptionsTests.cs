using Microsoft.Extensions.Configuration;
using Modular.Host.Faults;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Faults;

public sealed class FaultOptionsTests
{
    [Fact]
    public void By_default_nothing_goes_wrong() => Assert.Equal(("", 0), From(null) is var options ? (options.Inject, options.Faults.Count) : default);

    [Fact]
    public void Faults_are_read_from_between_commas_and_meet_every_request_where_no_share_is_said() => Assert.Equal(
        [new ErrorFault(5), new DelayFault(TimeSpan.FromMilliseconds(200), 100), new DelayFault(TimeSpan.FromSeconds(1.5), 0.5), new ErrorFault(100)],
        From("error:5%, delay:200ms,delay:1.5s:0.5%,error").Faults);

    [Theory]
    [InlineData("error:100%,delay:1ms:100%,delay:5m:0.01%")]
    public void Both_ends_of_a_range_are_in_it(string text) => Assert.Equal(3, From(text).Faults.Count);

    [Theory]
    [InlineData("error:5", "'5' in 'error:5' is not a share of the requests. Write more than 0% and at most 100%")]
    [InlineData("error:0%", "'0%' in 'error:0%' is not a share")]
    [InlineData("error:100.1%", "is not a share")]
    [InlineData("error:-5%", "is not a share")]
    [InlineData("delay:200", "'200' in 'delay:200' is not a delay. Write 1ms to 5m")]
    [InlineData("delay:0s", "is not a delay")]
    [InlineData("delay:6m", "is not a delay")]
    [InlineData("delay", "'delay' is not a fault. --fault (Fault:Inject) takes error:5%, delay:200ms or delay:200ms:10%")]
    [InlineData("abort:5%", "'abort:5%' is not a fault")]
    [InlineData("error:5%:6%", "is not a fault")]
    [InlineData("order@v2=error:5%", "only `up` starts several. Write --fault (Fault:Inject) error:5% for this process")]
    public void What_cannot_be_understood_stops_the_start_and_says_what_can(string text, string message) =>
        Assert.Contains(message, Assert.Throws<TopologyException>(() => From(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_command_answers_no_requests_and_leaves_the_setting_to_what_it_starts() => Assert.Empty(From("order@v2=error:5%", isCommand: true).Faults);

    [Fact]
    public void The_switch_sets_it()
    {
        var configuration = new ConfigurationManager();

        var left = configuration.TakeSwitches(["run", "--fault", "error:5%,delay:1s:1%", "--verbose"]);

        Assert.Equal(["run", "--verbose"], left);
        Assert.Equal(["error:5%", "delay:1000ms:1%"], FaultOptions.From(configuration, isCommand: false).Faults.Select(fault => fault.ToString()));
    }

    static FaultOptions From(string? text, bool isCommand = false) => FaultOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(text is null ? [] : [new("Fault:Inject", text)]).Build(), isCommand);
}
