using Modular.Gateway.Health;
using Modular.Gateway.Instances;

namespace Modular.Gateway.Tests.Instances;

public sealed class LifeTests
{
    static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Later = Now.AddMinutes(1);
    static readonly HealthOptions Options = new();

    static readonly Life Joining = Life.Joined(Now, Options);
    static readonly Life Warming = Joining.CheckPassed(Now, Options);
    static readonly Life Active = Warming.WarmedUp(Now);

    [Fact]
    public void It_joins_unknown_and_gets_nothing_until_a_check_passes()
    {
        Assert.Equal((LifeStage.Joining, InstanceHealth.Unknown, false), (Joining.Stage, Joining.Health, Joining.IsAvailable));
        Assert.Equal((LifeStage.SlowStart, InstanceHealth.Healthy, true), (Warming.Stage, Warming.Health, Warming.IsAvailable));
        Assert.Equal((LifeStage.Active, true, "slow start ended"), (Active.Stage, Active.IsAvailable, Active.Reason));
    }

    [Fact]
    public void Without_active_checks_it_is_trusted_at_once()
    {
        var joined = Life.Joined(Now, Options with { Active = false });

        Assert.Equal((LifeStage.SlowStart, InstanceHealth.Healthy), (joined.Stage, joined.Health));
    }

    [Fact]
    public void It_falls_after_three_failed_checks_in_a_row_and_not_before()
    {
        var two = Active.CheckFailed(Later, Options, "503").CheckFailed(Later, Options, "503");
        var passedBetween = two.CheckPassed(Later, Options).CheckFailed(Later, Options, "503");
        var three = two.CheckFailed(Later, Options, "503");

        Assert.Equal((InstanceHealth.Healthy, Now), (two.Health, two.Since));
        Assert.Equal(InstanceHealth.Healthy, passedBetween.Health);
        Assert.Equal((InstanceHealth.Unhealthy, false, Later), (three.Health, three.IsAvailable, three.Since));
        Assert.Equal("3 health checks in a row failed: 503", three.Reason);
    }

    [Fact]
    public void While_checks_go_on_failing_it_says_why_the_last_one_did()
    {
        var fallen = Active.CheckFailed(Now, Options, "503").CheckFailed(Now, Options, "503").CheckFailed(Now, Options, "503");

        var refused = fallen.CheckFailed(Later, Options, "refused");
        var drained = fallen.Drain(Now, "drained by the operator").CheckFailed(Later, Options, "refused");

        Assert.Equal((Now, "4 health checks in a row failed: refused"), (refused.Since, refused.Reason));
        Assert.Equal("drained by the operator", drained.Reason);
    }

    [Fact]
    public void It_rises_after_two_passed_checks_in_a_row_and_starts_slowly()
    {
        var fallen = Active.CheckFailed(Now, Options, "").CheckFailed(Now, Options, "").CheckFailed(Now, Options, "");

        var one = fallen.CheckPassed(Later, Options);
        var failedBetween = one.CheckFailed(Later, Options, "").CheckPassed(Later, Options);
        var two = one.CheckPassed(Later, Options);

        Assert.Equal(InstanceHealth.Unhealthy, one.Health);
        Assert.Equal(InstanceHealth.Unhealthy, failedBetween.Health);
        Assert.Equal((LifeStage.SlowStart, InstanceHealth.Healthy), (two.Stage, two.Health));
    }

    [Fact]
    public void A_joining_one_that_failed_checks_needs_one_good_one()
    {
        var failed = Joining.CheckFailed(Now, Options, "").CheckFailed(Now, Options, "").CheckFailed(Now, Options, "");

        Assert.Equal((LifeStage.Joining, InstanceHealth.Unhealthy), (failed.Stage, failed.Health));
        Assert.Equal(LifeStage.SlowStart, failed.CheckPassed(Later, Options).Stage);
    }

    [Fact]
    public void One_that_requests_tripped_needs_one_good_check()
    {
        var tripped = Active.Trip(Later, "5 attempts in a row failed");

        Assert.Equal((InstanceHealth.Unhealthy, "5 attempts in a row failed"), (tripped.Health, tripped.Reason));
        Assert.Equal((LifeStage.SlowStart, InstanceHealth.Healthy, false), Of(tripped.CheckPassed(Later, Options)));

        static (LifeStage, InstanceHealth, bool) Of(Life life) => (life.Stage, life.Health, life.Tripped);
    }

    [Fact]
    public void One_that_fails_its_checks_too_has_fallen()
    {
        var fallen = Active.Trip(Now, "").CheckFailed(Later, Options, "503").CheckFailed(Later, Options, "503").CheckFailed(Later, Options, "503");

        Assert.Equal((false, "3 health checks in a row failed: 503"), (fallen.Tripped, fallen.Reason));
        Assert.Equal(InstanceHealth.Unhealthy, fallen.CheckPassed(Later, Options).Health);
    }

    [Fact]
    public void Checks_do_not_bring_a_draining_one_back()
    {
        var drained = Active.Trip(Now, "").Drain(Now, "drained by the operator");

        var checkedAgain = drained.CheckPassed(Later, Options);

        Assert.Equal((LifeStage.Draining, InstanceHealth.Healthy, false), (checkedAgain.Stage, checkedAgain.Health, checkedAgain.IsOpen));
    }

    [Fact]
    public void An_operator_drains_and_undrains()
    {
        var drained = Active.Drain(Later, "drained by the operator");

        Assert.Equal((LifeStage.Draining, "drained by the operator"), (drained.Stage, drained.Reason));
        Assert.Equal(LifeStage.SlowStart, drained.Undrain(Later, "").Stage);
        Assert.Equal(LifeStage.Joining, Joining.Drain(Now, "").Undrain(Later, "").Stage);
        Assert.Same(Active, Active.Undrain(Later, "was not drained"));
    }

    [Fact]
    public void A_drained_one_is_not_gone_while_it_is_registered() => Assert.Equal(LifeStage.Draining, Active.Drain(Now, "").Idle(Later).Stage);

    [Fact]
    public void A_deregistered_one_is_gone_once_it_is_idle()
    {
        var leaving = Active.Deregister(Now, "deregistered");

        Assert.Equal((LifeStage.Draining, "deregistered"), (leaving.Stage, leaving.Reason));
        Assert.Equal(LifeStage.Gone, leaving.Idle(Later).Stage);
        Assert.Same(Active, Active.Idle(Later));
    }

    [Fact]
    public void One_that_registers_again_before_it_is_gone_comes_back_unless_it_is_drained()
    {
        var leaving = Active.Deregister(Now, "deregistered");

        Assert.Equal(LifeStage.SlowStart, leaving.Reregister(Later).Stage);
        Assert.Equal(LifeStage.Draining, Active.Drain(Now, "").Deregister(Now, "").Reregister(Later).Stage);
        Assert.Equal(LifeStage.Draining, leaving.Undrain(Later, "undraining does not register").Stage);
    }

    [Fact]
    public void What_is_gone_stays_gone()
    {
        var gone = Active.Deregister(Now, "").Idle(Now);

        Assert.Equal(LifeStage.Gone, gone.Reregister(Later).Stage);
        Assert.Equal(LifeStage.Gone, gone.Drain(Later, "").Stage);
        Assert.Equal(LifeStage.Gone, gone.Deregister(Later, "").Stage);
    }
}
