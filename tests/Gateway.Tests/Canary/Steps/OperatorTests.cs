using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using static Modular.Gateway.Tests.Canary.Steps.Given;

namespace Modular.Gateway.Tests.Canary.Steps;

public sealed class OperatorTests
{
    [Fact]
    public void A_pause_keeps_the_weight_and_stops_the_deadline()
    {
        var paused = Operator.Pause(At(20), Now)!;
        var later = paused.State.Tick(Seen(Said(Verdict.Fail)), later: TimeSpan.FromHours(1));
        var resumed = Operator.Resume(later.State, Now.AddHours(2))!;

        Assert.Equal("paused at 20 % by the operator", paused.Reason);
        Assert.Equal((TransitionKind.Held, 20, 0), (later.Kind, later.State.Weight, later.State.FailedChecks));
        Assert.False(resumed.State.Paused);
        Assert.Equal(RolloutPhase.Progressing, resumed.State.Tick(Seen(Said(Verdict.Nodata)), later: TimeSpan.FromHours(2)).State.Phase);
    }

    [Fact]
    public void A_pause_stops_the_deadline_of_what_is_not_available_too()
    {
        var gone = Seen(Good) with { IsAvailable = false };
        var paused = Operator.Pause(At(20).Tick(gone).State, Now)!.State.Tick(gone, later: TimeSpan.FromHours(1));
        var resumed = Operator.Resume(paused.State, Now.AddHours(2))!;

        Assert.Equal(TransitionKind.Held, resumed.State.Tick(gone, later: TimeSpan.FromHours(2)).Kind);
    }

    [Fact]
    public void A_promotion_skips_the_rest_of_the_analysis()
    {
        var promoting = Operator.Promote(At(20) with { Paused = true }, Now)!;

        Assert.Equal((RolloutPhase.Promoting, false), (promoting.State.Phase, promoting.State.Paused));
        Assert.Equal("promoting v2: by the operator, whatever the analysis says", promoting.Reason);
        Assert.Equal(100, promoting.State.Tick(Seen(Said(Verdict.Fail))).State.Weight);
    }

    [Fact]
    public void An_abort_takes_it_back()
    {
        var aborted = Operator.Abort(At(40), Now)!;

        Assert.Equal((RolloutPhase.Failed, 0), (aborted.State.Phase, aborted.State.Weight));
        Assert.Equal("v2 rolled back at 40 %: by the operator", aborted.Reason);
    }

    [Fact]
    public void What_makes_no_sense_is_not_done()
    {
        Assert.Null(Operator.Pause(Quiet, Now));
        Assert.Null(Operator.Pause(At(20) with { Paused = true }, Now));
        Assert.Null(Operator.Resume(At(20), Now));
        Assert.Null(Operator.Promote(Quiet, Now));
        Assert.Null(Operator.Promote(At(60) with { Phase = RolloutPhase.Promoting }, Now));
        Assert.Null(Operator.Abort(Quiet, Now));
        Assert.Null(Operator.Abort(At(100) with { Phase = RolloutPhase.Finalising }, Now));
    }
}
