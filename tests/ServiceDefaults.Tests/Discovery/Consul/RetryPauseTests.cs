using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class RetryPauseTests
{
    [Fact]
    public void The_ceiling_doubles_from_a_quarter_of_a_second_to_a_minute()
    {
        var retry = new RetryPause(new ConsulOptions(), () => 1);

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 10).Select(_ => retry.Next().TotalSeconds));
    }

    [Fact]
    public void Below_the_ceiling_it_is_chance()
    {
        Assert.Equal(TimeSpan.Zero, new RetryPause(new ConsulOptions(), () => 0).Next());
        Assert.Equal(TimeSpan.FromMilliseconds(125), new RetryPause(new ConsulOptions(), () => 0.5).Next());
    }

    [Fact]
    public void It_starts_again_after_an_answer()
    {
        var retry = new RetryPause(new ConsulOptions(), () => 1);
        for (var failure = 0; failure < 2000; failure++)
            retry.Next();

        retry.Reset();

        Assert.Equal(TimeSpan.FromSeconds(0.25), retry.Next());
    }
}
