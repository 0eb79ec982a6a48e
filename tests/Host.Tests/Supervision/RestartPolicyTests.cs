using Microsoft.Extensions.Time.Testing;
using Modular.Host.Supervision;

namespace Modular.Host.Tests.Supervision;

public sealed class RestartPolicyTests
{
    readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_restart_waits_twice_as_long_and_the_sixth_death_in_a_minute_is_the_last()
    {
        var policy = new RestartPolicy(_time);

        Assert.Equal([0.25, 0.5, 1, 2, 4], Enumerable.Range(0, 5).Select(_ => policy.AfterDeath()!.Value.TotalSeconds));
        Assert.Null(policy.AfterDeath());
    }

    [Fact]
    public void A_death_a_minute_after_the_last_one_is_the_first_again()
    {
        var policy = new RestartPolicy(_time);
        Assert.Equal(0.25, policy.AfterDeath()!.Value.TotalSeconds);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(0.25, policy.AfterDeath()!.Value.TotalSeconds);
    }

    [Fact]
    public void Who_dies_rarely_is_always_started_again()
    {
        var policy = new RestartPolicy(_time);

        Assert.All(Enumerable.Range(0, 100), _ =>
        {
            Assert.NotNull(policy.AfterDeath());
            _time.Advance(TimeSpan.FromSeconds(13));
        });
    }

    [Fact]
    public void Being_started_by_hand_forgets_the_deaths()
    {
        var policy = new RestartPolicy(_time);
        while (policy.AfterDeath() is not null)
        {
        }

        policy.Forget();

        Assert.NotNull(policy.AfterDeath());
    }
}
