using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using static Modular.Gateway.Tests.Canary.Steps.Given;

namespace Modular.Gateway.Tests.Canary.Steps;

public sealed class StrategyTests
{
    [Fact]
    public void A_canary_gets_more_weight_until_the_maximum_and_is_promoted()
    {
        // 20, 40, 60 with a maximum of 50, as in Flagger's documentation.
        Assert.Equal(
            [
                (RolloutPhase.Progressing, 0), (RolloutPhase.Progressing, 20), (RolloutPhase.Progressing, 40), (RolloutPhase.Progressing, 60),
                (RolloutPhase.Promoting, 60), (RolloutPhase.Finalising, 100), (RolloutPhase.Succeeded, 0),
            ],
            Walk(Plan));
    }

    [Fact]
    public void Step_weights_are_taken_one_after_another() => Assert.Equal(
        [0, 1, 2, 10, 80, 80, 100, 0], Walk(Plan with { StepWeight = 0, StepWeights = [1, 2, 10, 80] }).Select(step => step.Weight));

    [Fact]
    public void The_promotion_may_take_steps_too() => Assert.Equal(
        [(RolloutPhase.Promoting, 60), (RolloutPhase.Promoting, 75), (RolloutPhase.Promoting, 90), (RolloutPhase.Finalising, 100), (RolloutPhase.Succeeded, 0)],
        Walk(Plan with { StepWeightPromotion = 15 }).Skip(4));

    [Fact]
    public void The_weight_never_exceeds_all() => Assert.Equal(100, At(90).Tick(plan: Plan with { MaxWeight = 100 }).State.Weight);

    [Fact]
    public void A_weight_that_the_document_no_longer_has_goes_to_the_next_one() =>
        Assert.Equal(50, At(20).Tick(plan: Plan with { StepWeight = 0, StepWeights = [10, 50] }).State.Weight);

    [Fact]
    public void The_new_version_is_the_stable_one_in_the_end()
    {
        var done = (At(100) with { Phase = RolloutPhase.Finalising }).Tick();

        Assert.Equal((TransitionKind.Succeeded, "v2", "v2 is the stable version now, in place of v1"), (done.Kind, done.State.Stable, done.Reason));
        Assert.Equal(TransitionKind.Idle, done.State.Tick().Kind);
    }

    [Fact]
    public void What_is_not_proven_is_not_promoted()
    {
        var unproven = At(60).Tick(Seen(Said(Verdict.Pass)));

        Assert.Equal((RolloutPhase.Progressing, TransitionKind.Held), (unproven.State.Phase, unproven.Kind));
        Assert.Equal("holding at 60 %: not enough evidence yet to promote it: judge says Pass", unproven.Reason);
        Assert.Equal(40, At(20).Tick(Seen(Said(Verdict.Pass))).State.Weight);
        Assert.Equal(RolloutPhase.Failed, At(60).Tick(Seen(Said(Verdict.Pass)), later: TimeSpan.FromMinutes(10)).State.Phase);
    }

    [Fact]
    public void More_weight_waits_for_its_gate_without_a_deadline()
    {
        var held = At(20).Tick(Seen(gates: new(ConfirmTrafficIncrease: false)), later: TimeSpan.FromHours(1));

        Assert.Equal((TransitionKind.Held, 20, Now.AddHours(1)), (held.Kind, held.State.Weight, held.State.Advanced));
        Assert.Equal(RolloutPhase.Promoting, At(60).Tick(Seen(gates: new(ConfirmTrafficIncrease: false))).State.Phase);
    }

    [Fact]
    public void The_promotion_waits_for_its_gate_and_is_judged_meanwhile()
    {
        var closed = new Gates(ConfirmPromotion: false);
        var waiting = At(60).Tick(Seen(gates: closed)).State;

        Assert.Equal((RolloutPhase.WaitingPromotion, 60), (waiting.Phase, waiting.Weight));
        Assert.Equal(RolloutPhase.WaitingPromotion, waiting.Tick(Seen(gates: closed), later: TimeSpan.FromDays(1)).State.Phase);
        Assert.Equal(RolloutPhase.Promoting, waiting.Tick().State.Phase);
        Assert.Equal(RolloutPhase.Failed, waiting.Tick(Seen(Said(Verdict.Fail), closed)).State.Tick(Seen(Said(Verdict.Fail), closed)).State.Phase);
    }

    [Fact]
    public void Blue_green_gives_nothing_and_then_everything()
    {
        Assert.Equal(
            [
                (RolloutPhase.Progressing, 0), (RolloutPhase.Progressing, 0), (RolloutPhase.Progressing, 0), (RolloutPhase.Progressing, 100),
                (RolloutPhase.Promoting, 100), (RolloutPhase.Finalising, 100), (RolloutPhase.Succeeded, 0),
            ],
            Walk(Plan with { Iterations = 2 }, Seen(Said(Verdict.Nodata))));
    }

    [Fact]
    public void Blue_green_is_taken_back_when_its_checks_fail()
    {
        var plan = Plan with { Iterations = 2 };

        Assert.Equal(TransitionKind.CheckFailed, (Started with { Iterations = 1 }).Tick(Seen(gates: new(Rollout: false)), plan).Kind);
        Assert.Equal(TransitionKind.CheckFailed, (At(100) with { Iterations = 3 }).Tick(Seen(Said(Verdict.Fail)), plan).Kind);
    }

    [Fact]
    public void Blue_green_waits_for_confirm_promotion_before_it_switches()
    {
        var plan = Plan with { Iterations = 2 };

        var waiting = (Started with { Iterations = 2 }).Tick(Seen(gates: new(ConfirmPromotion: false)), plan).State;

        Assert.Equal((RolloutPhase.WaitingPromotion, 0), (waiting.Phase, waiting.Weight));
        Assert.Equal((RolloutPhase.Progressing, 100), (waiting.Tick(plan: plan).State.Phase, waiting.Tick(plan: plan).State.Weight));
    }

    [Fact]
    public void An_A_B_test_gets_all_that_match_for_its_iterations()
    {
        var plan = Plan with { Iterations = 2, HasMatch = true };

        Assert.Equal(
            [
                (RolloutPhase.Progressing, 0), (RolloutPhase.Progressing, 100), (RolloutPhase.Progressing, 100),
                (RolloutPhase.Promoting, 100), (RolloutPhase.Finalising, 100), (RolloutPhase.Succeeded, 0),
            ],
            Walk(plan));
        Assert.Equal(TransitionKind.Held, (At(100) with { Iterations = 1 }).Tick(Seen(Said(Verdict.Nodata)), plan).Kind);
    }
}
