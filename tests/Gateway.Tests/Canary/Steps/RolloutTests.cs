using System.Text.Json;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using static Modular.Gateway.Tests.Canary.Steps.Given;

namespace Modular.Gateway.Tests.Canary.Steps;

public sealed class RolloutTests
{
    [Fact]
    public void Nothing_happens_without_a_new_revision()
    {
        Assert.Equal((RolloutPhase.Initialized, TransitionKind.Idle), Of(Quiet.Tick(Seen(revision: "v1"))));

        var failed = Started with { Phase = RolloutPhase.Failed };
        Assert.Equal((RolloutPhase.Failed, TransitionKind.Idle), Of(failed.Tick()));
        Assert.Equal((RolloutPhase.Progressing, TransitionKind.Started), Of(failed.Tick(Seen(revision: "v3"))));
    }

    [Fact]
    public void A_new_revision_starts_without_weight_and_with_counters_at_zero()
    {
        var started = (Quiet with { Phase = RolloutPhase.Failed, Canary = "v0", FailedChecks = 3, Iterations = 4, Windows = 9 }).Tick();

        Assert.Equal((RolloutPhase.Progressing, TransitionKind.Started), Of(started));
        Assert.Equal(("v1", "v2", 0, 0, 0, 0), (started.State.Stable, started.State.Canary, started.State.Weight, started.State.FailedChecks, started.State.Iterations, started.State.Windows));
        Assert.Equal("new revision v2, beside v1", started.Reason);
        Assert.Equal(started.Reason, started.State.Reason);
    }

    [Fact]
    public void Another_revision_meanwhile_starts_over()
    {
        var evidence = Evidence.Empty with { Errors = EffectSum.Empty.Add(new(1, 1, 1)) };
        foreach (var phase in new[] { RolloutPhase.Progressing, RolloutPhase.WaitingPromotion })
        {
            var over = (At(40) with { Phase = phase, FailedChecks = 1, Evidence = evidence }).Tick(Seen(revision: "v3"));

            Assert.Equal((RolloutPhase.Progressing, TransitionKind.Started), Of(over));
            Assert.Equal(("v3", 0, 0, Evidence.Empty), (over.State.Canary, over.State.Weight, over.State.FailedChecks, over.State.Evidence));
        }
    }

    [Fact]
    public void What_is_being_promoted_is_finished_before_another_revision()
    {
        Assert.Equal(RolloutPhase.Finalising, (At(60) with { Phase = RolloutPhase.Promoting }).Tick(Seen(revision: "v3")).State.Phase);
        Assert.Equal("v2", (At(100) with { Phase = RolloutPhase.Finalising }).Tick(Seen(revision: "v3")).State.Stable);
    }

    [Fact]
    public void It_waits_for_confirm_rollout_and_goes_on_when_it_is_given()
    {
        var waiting = Quiet.Tick(Seen(gates: new(ConfirmRollout: false)));

        Assert.Equal((RolloutPhase.Waiting, TransitionKind.Held), Of(waiting));
        Assert.Equal((RolloutPhase.Waiting, TransitionKind.Held), Of(waiting.State.Tick(Seen(gates: new(ConfirmRollout: false)), later: TimeSpan.FromDays(1))));
        Assert.Equal((RolloutPhase.Progressing, TransitionKind.Started), Of(waiting.State.Tick()));
    }

    [Theory]
    [InlineData(nameof(RolloutPhase.Waiting))]
    [InlineData(nameof(RolloutPhase.Progressing))]
    [InlineData(nameof(RolloutPhase.WaitingPromotion))]
    public void The_rollback_webhook_takes_it_back(string phase)
    {
        var back = (At(20) with { Phase = Enum.Parse<RolloutPhase>(phase) }).Tick(Seen(gates: new(Rollback: true)));

        Assert.Equal((RolloutPhase.Failed, TransitionKind.RolledBack), Of(back));
        Assert.Equal((0, "v1", "v2 rolled back at 20 %: the rollback webhook asked for it"), (back.State.Weight, back.State.Stable, back.Reason));
    }

    [Fact]
    public void Before_any_traffic_only_the_pre_rollout_webhook_counts()
    {
        Assert.Equal((RolloutPhase.Progressing, TransitionKind.Advanced), Of(Started.Tick(Seen(Said(Verdict.Fail)))));

        var failed = Started.Tick(Seen(gates: new(PreRollout: false)));
        Assert.Equal((TransitionKind.CheckFailed, 0, 1), (failed.Kind, failed.State.Weight, failed.State.FailedChecks));
        Assert.Equal(RolloutPhase.Failed, failed.State.Tick(Seen(gates: new(PreRollout: false))).State.Phase);
    }

    [Fact]
    public void Bad_metrics_hold_and_are_counted_until_the_threshold()
    {
        var first = At(20).Tick(Seen(Said(Verdict.Fail)));
        var second = first.State.Tick(Seen(Said(Verdict.Fail)));

        Assert.Equal((TransitionKind.CheckFailed, 20, 1), (first.Kind, first.State.Weight, first.State.FailedChecks));
        Assert.Equal("check 1 of 2 failed at 20 %: judge says Fail", first.Reason);
        Assert.Equal((RolloutPhase.Failed, TransitionKind.RolledBack), Of(second));
        Assert.Equal((0, "v2 rolled back at 20 %: 2 of 2 failed checks; judge says Fail"), (second.State.Weight, second.Reason));
    }

    [Fact]
    public void A_good_check_does_not_make_a_failed_one_forgotten()
    {
        var once = At(20).Tick(Seen(Said(Verdict.Fail))).State.Tick();

        Assert.Equal((40, 1), (once.State.Weight, once.State.FailedChecks));
        Assert.Equal(RolloutPhase.Failed, once.State.Tick(Seen(Said(Verdict.Fail))).State.Phase);
    }

    [Fact]
    public void The_rollout_webhook_fails_a_check_whatever_the_judge_says() =>
        Assert.Equal(TransitionKind.CheckFailed, At(20).Tick(Seen(Good, new(Rollout: false))).Kind);

    [Theory]
    [InlineData(nameof(Verdict.Nodata))]
    [InlineData(nameof(Verdict.Inconclusive))]
    public void Without_a_verdict_it_holds_and_counts_nothing(string verdict)
    {
        var held = At(20).Tick(Seen(Said(Enum.Parse<Verdict>(verdict))));

        Assert.Equal((TransitionKind.Held, 20, 0), (held.Kind, held.State.Weight, held.State.FailedChecks));
        Assert.Equal($"holding at 20 %: judge says {verdict}", held.Reason);
    }

    [Fact]
    public void A_window_that_was_not_recorded_holds() =>
        Assert.Equal("holding at 20 %: nothing was recorded", At(20).Tick(new("v2", null, Gates.Open)).Reason);

    [Fact]
    public void No_progress_until_the_deadline_takes_it_back()
    {
        var justBefore = At(20).Tick(Seen(Said(Verdict.Nodata)), later: TimeSpan.FromSeconds(599));
        var late = At(20).Tick(Seen(Said(Verdict.Nodata)), later: TimeSpan.FromSeconds(600));

        Assert.Equal(TransitionKind.Held, justBefore.Kind);
        Assert.Equal((RolloutPhase.Failed, TransitionKind.RolledBack), Of(late));
        Assert.Equal("v2 rolled back at 20 %: no progress for 600 s; judge says Nodata", late.Reason);
        Assert.Equal(40, At(20).Tick(later: TimeSpan.FromSeconds(600)).State.Weight);
    }

    [Theory]
    // As in Flagger's tutorial, where the deadline is as long as an interval.
    [InlineData(60, 60, 5, 9)]
    [InlineData(600, 600, 1, 5)]
    [InlineData(1, 600, 1, 599)]
    public void A_hold_may_last_for_some_intervals_however_short_the_deadline_is(int interval, int deadline, int threshold, int holds)
    {
        var plan = Plan with { Interval = TimeSpan.FromSeconds(interval), ProgressDeadline = TimeSpan.FromSeconds(deadline), Threshold = threshold };
        var state = At(20);
        for (var tick = 1; tick <= holds; tick++)
            state = state.Tick(Seen(Said(Verdict.Inconclusive)), plan, TimeSpan.FromSeconds(tick * interval)).State;
        var last = state.Tick(Seen(Said(Verdict.Inconclusive)), plan, TimeSpan.FromSeconds((holds + 1) * interval));

        Assert.Equal((RolloutPhase.Progressing, 20), (state.Phase, state.Weight));
        Assert.Equal($"v2 rolled back at 20 %: no progress for {(holds + 1) * interval} s; judge says Inconclusive", last.Reason);
    }

    [Fact]
    public void Checks_fail_as_often_as_the_threshold_says_however_short_the_deadline_is()
    {
        var plan = Plan with { ProgressDeadline = TimeSpan.FromSeconds(60), Threshold = 5 };
        var state = At(20);
        for (var tick = 1; tick <= 4; tick++)
            state = state.Tick(Seen(Said(Verdict.Fail)), plan, TimeSpan.FromMinutes(tick)).State;

        Assert.Equal((RolloutPhase.Progressing, 4), (state.Phase, state.FailedChecks));
        Assert.Contains("5 of 5 failed checks", state.Tick(Seen(Said(Verdict.Fail)), plan, TimeSpan.FromMinutes(5)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_available_instance_it_holds_until_the_deadline_which_counts_from_then_on()
    {
        var plan = Plan with { ProgressDeadline = TimeSpan.FromSeconds(90) };
        var gone = Seen(Good) with { IsAvailable = false };

        var held = At(20).Tick(gone, plan, TimeSpan.FromMinutes(1));
        Assert.Equal((TransitionKind.Held, "holding at 20 %: no instance of v2 is available"), (held.Kind, held.Reason));
        Assert.Equal(TransitionKind.Held, held.State.Tick(gone, plan, TimeSpan.FromMinutes(2)).Kind);
        Assert.Equal("v2 rolled back at 20 %: no instance of it was available for 90 s", held.State.Tick(gone, plan, TimeSpan.FromMinutes(3)).Reason);

        // One that comes back has all the time again.
        var back = held.State.Tick(Seen(Said(Verdict.Nodata)), plan, TimeSpan.FromMinutes(2)).State;
        Assert.Equal(TransitionKind.Held, back.Tick(gone, plan, TimeSpan.FromMinutes(3)).Kind);
    }

    [Fact]
    public void What_never_becomes_available_gets_no_weight_and_is_given_up_at_the_deadline()
    {
        var gone = Seen(Good) with { IsAvailable = false };

        var held = Started.Tick(gone);

        Assert.Equal((TransitionKind.Held, 0), (held.Kind, held.State.Weight));
        Assert.Equal((RolloutPhase.Failed, TransitionKind.RolledBack), Of(held.State.Tick(gone, later: TimeSpan.FromMinutes(10))));
    }

    [Fact]
    public void Blue_green_does_not_go_on_without_an_available_instance() =>
        Assert.Equal(TransitionKind.Held, (Started with { Iterations = 1 }).Tick(Seen(Good) with { IsAvailable = false }, Plan with { Iterations = 2 }).Kind);

    [Fact]
    public void Checks_that_fail_count_also_without_an_available_instance() =>
        Assert.Equal(1, At(20).Tick(Seen(Said(Verdict.Fail)) with { IsAvailable = false }).State.FailedChecks);

    [Fact]
    public void A_state_of_a_gateway_that_knew_nothing_of_availability_is_read()
    {
        var json = JsonSerializer.Serialize(At(40)).Replace(",\"UnavailableSince\":null", "", StringComparison.Ordinal);

        Assert.DoesNotContain("Unavailable", json, StringComparison.Ordinal);
        Assert.Null(JsonSerializer.Deserialize<RolloutState>(json)!.UnavailableSince);
    }

    [Fact]
    public void The_evidence_of_the_judge_is_kept()
    {
        var evidence = Evidence.Empty with { Errors = EffectSum.Empty.Add(new(1, 1, 1)) };

        Assert.Same(evidence, At(20).Tick(Seen(Good with { Evidence = evidence })).State.Evidence);
        Assert.Same(evidence, At(20).Tick(Seen(Said(Verdict.Nodata) with { Evidence = evidence })).State.Evidence);
    }

    [Fact]
    public void The_immediate_abort_takes_it_back_also_while_it_is_paused_or_promoted()
    {
        Assert.Equal("v2 rolled back at 20 %: breaker open", Rollout.Abort(At(20), "breaker open", Now)!.Reason);
        Assert.Equal(RolloutPhase.Failed, Rollout.Abort(At(20) with { Paused = true }, "", Now)!.State.Phase);
        Assert.Equal(RolloutPhase.Failed, Rollout.Abort(At(80) with { Phase = RolloutPhase.Promoting }, "", Now)!.State.Phase);
        Assert.Null(Rollout.Abort(At(100) with { Phase = RolloutPhase.Finalising }, "", Now));
        Assert.Null(Rollout.Abort(Quiet, "", Now));
    }

    [Fact]
    public void The_state_goes_through_JSON_and_back()
    {
        var sample = new Sample(1, 2, [3], [4]);
        var state = At(40) with { FailedChecks = 1, Evidence = Evidence.Empty with { Waiting = new(sample, sample), Tail = EffectSum.Empty.Add(new(0.1, 0.2, 0.3)) } };

        var json = JsonSerializer.Serialize(state);
        var read = JsonSerializer.Deserialize<RolloutState>(json)!;

        Assert.Equal(json, JsonSerializer.Serialize(read));
        Assert.Equal((state.Phase, state.Weight, state.Advanced, state.Evidence.Tail), (read.Phase, read.Weight, read.Advanced, read.Evidence.Tail));
        Assert.Equal([4], read.Evidence.Waiting.Canary.Counts);
    }

    static (RolloutPhase, TransitionKind) Of(Transition transition) => (transition.State.Phase, transition.Kind);
}
