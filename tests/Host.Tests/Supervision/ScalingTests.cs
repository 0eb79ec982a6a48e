using Modular.Host.Supervision;

namespace Modular.Host.Tests.Supervision;

public sealed class ScalingTests
{
    [Theory]
    [InlineData("1 ready, 2 ready, 3 ready", 1, "remove 2 3")]
    [InlineData("1 down, 2 ready", 1, "remove 1")]
    [InlineData("1 stopped, 2 ready, 3 ready", 1, "remove 1 3")]
    [InlineData("1 stopping, 2 starting", 1, "remove 1")]
    [InlineData("1 ready, 2 down, 3 restarting", 2, "remove 2")]
    public void What_does_not_run_goes_first_and_then_the_youngest(string instances, int wanted, string steps) => Assert.Equal(steps, Steps(wanted, instances));

    [Theory]
    [InlineData("1 ready", 3, "add 2 3")]
    [InlineData("2 ready, 4 restarting", 4, "add 1 3")]
    [InlineData("1 ready, 2 down", 2, "start 2")]
    [InlineData("1 stopped, 2 ready", 4, "start 1, add 3 4")]
    [InlineData("1 stopping, 2 ready", 2, "start 1")]
    public void What_does_not_run_is_started_before_more_are_added(string instances, int wanted, string steps) => Assert.Equal(steps, Steps(wanted, instances));

    [Fact]
    public void What_is_neither_needed_nor_runs_does_not_stay() =>
        Assert.Equal("remove 3, start 2", Steps(2, "1 ready, 2 down, 3 down"));

    [Fact]
    public void Nothing_is_done_where_as_many_run_as_shall() => Assert.Equal("", Steps(2, "1 ready, 2 starting"));

    static string Steps(int wanted, string instances)
    {
        var scaling = Scaling.To(wanted, instances.Split(", ").Select(instance => instance.Split(' '))
            .ToDictionary(instance => int.Parse(instance[0]), instance => Enum.Parse<ProcessState>(instance[1], ignoreCase: true)));
        return string.Join(", ", ((string Name, IReadOnlyList<int> Numbers)[])[("remove", scaling.Remove), ("start", scaling.Start), ("add", scaling.Add)]
            is var steps ? steps.Where(step => step.Numbers.Count > 0).Select(step => $"{step.Name} {string.Join(' ', step.Numbers)}") : []);
    }
}
