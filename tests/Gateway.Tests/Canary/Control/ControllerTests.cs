using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Canary.Control;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;

namespace Modular.Gateway.Tests.Canary.Control;

public sealed class ControllerTests : IDisposable
{
    const string Analysis = """
        targetRef: { kind: Deployment, name: order }
        analysis: { interval: 10s, threshold: 2, stepWeight: 50, maxWeight: 50 }
        """;

    static readonly string Tested = Reads.Canary("""
        targetRef: { kind: Deployment, name: order }
        analysis:
          interval: 10s
          threshold: 2
          iterations: 2
          match: [{ headers: { x-user: { exact: tester } } }]
        """);

    readonly Rolling _rolling = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_as_good_as_the_stable_version_is_walked_up_and_promoted_with_the_figures_of_each_verdict()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        var weights = new List<int> { _rolling.Order.Split!.Weight };
        for (var tick = 0; _rolling.State.IsActive && tick < 20; tick++)
        {
            await _rolling.IntervalAsync();
            if (_rolling.Order.Split!.Weight != weights[^1])
                weights.Add(_rolling.Order.Split.Weight);
        }

        Assert.Equal((RolloutPhase.Succeeded, "v2"), (_rolling.State.Phase, _rolling.State.Stable));
        Assert.Equal([20, 40, 60, 100, 0], weights);
        Assert.Equal(("v2", null), (_rolling.Order.Split!.Stable, _rolling.Order.Split.Canary));
        Assert.Equal("canary-succeeded", _rolling.Kinds[^1]);
        var advanced = _rolling.Decisions.Since(0, "order").Last(decision => decision.Kind == "canary-advanced");
        var verdict = Assert.IsType<VerdictView>(advanced.Details);
        Assert.Equal(["error-rate", "latency", "p99"], verdict.Findings.Select(finding => finding.Metric));
        Assert.All(verdict.Findings, finding => Assert.NotNull(finding.Statistic));
    }

    [Fact]
    public async Task A_slower_canary_is_taken_back_and_the_reason_says_by_how_much()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        for (var tick = 0; _rolling.State.IsActive && tick < 20; tick++)
            await _rolling.IntervalAsync(slower: 1.5);

        Assert.Equal((RolloutPhase.Failed, "v1", 0), (_rolling.State.Phase, _rolling.State.Stable, _rolling.Order.Split!.Weight));
        Assert.Contains("latency", _rolling.State.Reason, StringComparison.Ordinal);
        Assert.Contains("canary-check-failed", _rolling.Kinds);
        Assert.Equal("canary-rolled-back", _rolling.Kinds[^1]);
    }

    [Fact]
    public async Task A_canary_that_only_fails_does_not_live_until_the_next_tick()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        for (var i = 0; i < 20; i++)
        {
            _rolling.Entry.Samples.Canary.Record(Outcome.ServerError, 0.01);
            _rolling.Entry.Samples.Stable.Record(Outcome.Success, 0.01);
        }

        await _rolling.LookAsync();

        Assert.Equal((RolloutPhase.Failed, 0), (_rolling.State.Phase, _rolling.Order.Split!.Weight));
        Assert.Contains("20 of 20 attempts on the canary failed", _rolling.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ejected_instance_of_the_canary_ends_the_rollout()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();

        _rolling.Order.Change(_rolling.Order.Instances.Single(instance => instance.Id == "order-v2-1"), life => life.Trip(life.Since, "5 attempts in a row failed"));
        await _rolling.LookAsync();

        Assert.Equal(RolloutPhase.Failed, _rolling.State.Phase);
        Assert.Contains("order-v2-1 was ejected: 5 attempts in a row failed", _rolling.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_document_a_version_that_comes_is_tried_by_itself_and_not_again_once_it_failed()
    {
        _rolling.Obey(Reads.Canary(Analysis));
        _rolling.Run(("v1", 2));
        await _rolling.LookAsync();
        Assert.Equal((RolloutPhase.Initialized, "v1"), (_rolling.State.Phase, _rolling.State.Stable));

        _rolling.Run(("v1", 2), ("v2", 1));
        Assert.Equal(["order-v1-1", "order-v1-2"], _rolling.Order.CandidatesOf(_rolling.Order.Split!.StableSubset).Destinations.Select(instance => instance.Id));
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        Assert.Equal(("v2", 50), (_rolling.State.Canary, _rolling.Order.Split!.Weight));

        await _rolling.Book.ChangeAsync("order", record => record! with { State = Operator.Abort(record.State, record.State.Advanced)!.State }, Cancellation);
        await _rolling.PassAsync();
        await _rolling.PassAsync();
        Assert.Equal(RolloutPhase.Failed, _rolling.State.Phase);

        _rolling.Run(("v1", 2), ("v3", 1));
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        Assert.Equal((RolloutPhase.Progressing, "v3", 50), (_rolling.State.Phase, _rolling.State.Canary, _rolling.Order.Split!.Weight));
    }

    [Fact]
    public async Task After_what_an_operator_began_the_document_finds_the_next_version_again()
    {
        _rolling.Obey(Reads.Canary(Analysis));
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        Assert.Equal(20, _rolling.Order.Split!.Weight);
        await _rolling.Book.ChangeAsync("order", record => record! with { State = Operator.Abort(record.State, record.State.Advanced)!.State }, Cancellation);

        _rolling.Run(("v1", 2), ("v2", 1), ("v3", 1));
        await _rolling.LookAsync();
        await _rolling.LookAsync();

        Assert.Equal((RolloutPhase.Progressing, "v3", 50), (_rolling.State.Phase, _rolling.State.Canary, _rolling.Order.Split!.Weight));
    }

    [Fact]
    public async Task A_version_that_was_replaced_or_failed_is_not_new_while_it_goes_on_running()
    {
        _rolling.Obey(Reads.Canary(Analysis));
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        await _rolling.Book.ChangeAsync("order", record => record! with { State = Operator.Promote(record.State, record.State.Advanced)!.State }, Cancellation);
        for (var tick = 0; tick < 5; tick++)
            await _rolling.PassAsync();
        Assert.Equal((RolloutPhase.Succeeded, "v2"), (_rolling.State.Phase, _rolling.State.Stable));

        _rolling.Run(("v1", 2), ("v2", 1), ("v3", 1));
        await _rolling.LookAsync();
        await _rolling.Book.ChangeAsync("order", record => record! with { State = Operator.Abort(record.State, record.State.Advanced)!.State }, Cancellation);
        for (var tick = 0; tick < 3; tick++)
            await _rolling.PassAsync();
        Assert.Equal((RolloutPhase.Failed, "v2", "v3"), (_rolling.State.Phase, _rolling.State.Stable, _rolling.State.Canary));
    }

    [Fact]
    public async Task Where_the_stable_version_is_gone_another_takes_its_place_but_not_one_that_was_rolled_back()
    {
        _rolling.Obey(Reads.Canary(Analysis));
        _rolling.Run(("v1", 1));
        await _rolling.LookAsync();

        // Otherwise it is held for a while, as a registry may have lost it.
        for (var check = 0; check < 3; check++)
            _rolling.Order.Checked(_rolling.Order.Instances.Single(), failure: "refused");
        _rolling.Run(("v2", 1));
        await _rolling.LookAsync();
        Assert.Equal(("v2", RolloutPhase.Initialized), (_rolling.State.Stable, _rolling.State.Phase));

        await _rolling.Book.ChangeAsync("order", record => record! with { State = record.State with { Phase = RolloutPhase.Failed, Stable = "v1", Canary = "v2" } }, Cancellation);
        await _rolling.PassAsync();
        Assert.Equal("v1", _rolling.State.Stable);
    }

    [Fact]
    public async Task A_document_that_skips_the_analysis_gives_a_new_version_everything()
    {
        _rolling.Obey(Reads.Canary("targetRef: { kind: Deployment, name: order }\nskipAnalysis: true\nanalysis: { interval: 10s, threshold: 2, stepWeight: 50, maxWeight: 50 }"));
        _rolling.Run(("v1", 1));
        await _rolling.LookAsync();
        _rolling.Run(("v1", 1), ("v2", 1));
        await _rolling.LookAsync();

        Assert.Equal((RolloutPhase.Succeeded, "v2"), (_rolling.State.Phase, _rolling.Order.Split!.Stable));
    }

    [Fact]
    public async Task Another_gateway_goes_on_where_the_first_one_was()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        await _rolling.IntervalAsync();
        Assert.Equal(40, _rolling.State.Weight);

        using var other = new Rolling(_rolling.Keys);
        other.Run(("v1", 2), ("v2", 1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var following = other.Book.FollowAsync(stop.Token);
        await other.Book.Told;

        Assert.Equal((40, 1), (other.Order.Split!.Weight, other.State.Evidence.Errors.Windows));
        await other.PassAsync();
        await other.PassAsync();
        Assert.Contains("too little data", other.State.Reason, StringComparison.Ordinal);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task What_the_registry_lost_is_given_back_to_it()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var following = _rolling.Book.FollowAsync(stop.Token);
        await _rolling.Book.Told;

        await _rolling.Keys.DeleteAsync("modular/canaries/order", expected: null, Cancellation);
        await Hosting.Eventually.SoAsync(() => _rolling.Entry.IsUnsaved);
        Assert.Equal(20, _rolling.Order.Split!.Weight);
        await _rolling.LookAsync();

        Assert.Equal(20, CanaryRecord.Parse((await _rolling.Keys.GetAsync("modular/canaries/order", Cancellation))!.Value).State.Weight);
        Assert.Contains("canary-restored", _rolling.Kinds);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task A_canary_is_taken_back_also_when_the_registry_is_gone_which_is_told_once_it_is_back()
    {
        var keys = new FailingKeys();
        using var rolling = new Rolling(keys);
        rolling.Run(("v1", 2), ("v2", 1));
        await rolling.StartAsync();
        await rolling.LookAsync();
        await rolling.LookAsync();
        for (var i = 0; i < 20; i++)
            rolling.Entry.Samples.Canary.Record(Outcome.ServerError, 0.01);

        keys.IsGone = true;
        await rolling.LookAsync();
        Assert.Equal((RolloutPhase.Failed, 0), (rolling.State.Phase, rolling.Order.Split!.Weight));

        keys.IsGone = false;
        await rolling.LookAsync();
        Assert.Equal(RolloutPhase.Failed, CanaryRecord.Parse((await keys.GetAsync("modular/canaries/order", Cancellation))!.Value).State.Phase);
    }

    [Fact]
    public async Task A_test_of_matching_requests_gives_the_canary_these_and_once_promoted_all()
    {
        _rolling.Obey(Tested);
        _rolling.Run(("v1", 1));
        await _rolling.LookAsync();
        _rolling.Run(("v1", 1), ("v2", 1));
        await _rolling.LookAsync();
        await _rolling.LookAsync();

        Assert.Equal((100, true), (_rolling.Order.Split!.Weight, _rolling.Order.Split.Matches is not null));
        _rolling.Obey("");
        _rolling.Book.Reconsider();
        Assert.Equal(0, _rolling.Order.Split!.Weight);
        _rolling.Obey(Tested);
        _rolling.Book.Reconsider();
        Assert.Equal(100, _rolling.Order.Split!.Weight);
        for (var tick = 0; _rolling.State.Phase == RolloutPhase.Progressing && tick < 20; tick++)
            await _rolling.IntervalAsync();
        await _rolling.PassAsync();
        Assert.Equal((100, false), (_rolling.Order.Split!.Weight, _rolling.Order.Split.Matches is not null));
        await _rolling.PassAsync();
        Assert.Equal("v2", _rolling.Order.Split!.Stable);
    }

    [Fact]
    public async Task Blue_green_gives_the_canary_nothing_and_then_everything()
    {
        await using var yes = await Hosting.Upstream.StartAsync();
        _rolling.Obey(Reads.Canary($$"""
            targetRef: { kind: Deployment, name: order }
            analysis:
              interval: 10s
              threshold: 2
              iterations: 3
              webhooks:
              - { name: smoke, type: rollout, url: {{yes.Address}}smoke }
              - { name: tell, type: event, url: {{yes.Address}}tell }
            """));
        _rolling.Run(("v1", 1));
        await _rolling.LookAsync();
        _rolling.Run(("v1", 1), ("v2", 1));
        var weights = new List<int>();
        for (var tick = 0; _rolling.State.Phase != RolloutPhase.Succeeded && tick < 20; tick++)
        {
            await _rolling.PassAsync();
            weights.Add(_rolling.Order.Split!.Weight);
        }

        Assert.Equal([0, 0, 0, 0, 100, 100, 100, 0], weights);
        Assert.True(yes.Requests >= 3 + weights.Count - 1, $"{yes.Requests} webhook calls");
    }

    [Fact]
    public async Task A_gate_that_is_closed_holds_the_rollout_and_says_which()
    {
        await using var no = await Hosting.Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        _rolling.Obey(Reads.Canary($$"""
            targetRef: { kind: Deployment, name: order }
            analysis:
              interval: 10s
              threshold: 2
              stepWeight: 50
              webhooks:
              - { name: release manager, type: confirm-rollout, url: {{no.Address}}gate }
            """));
        _rolling.Run(("v1", 1));
        await _rolling.LookAsync();
        _rolling.Run(("v1", 1), ("v2", 1));
        await _rolling.LookAsync();
        await Hosting.Eventually.SoAsync(() => no.Requests >= 1);

        no.Answer = _ => Task.CompletedTask;
        for (var tick = 0; _rolling.State.Phase is RolloutPhase.Waiting or RolloutPhase.Initialized && tick < 5; tick++)
            await _rolling.PassAsync();

        Assert.Equal(RolloutPhase.Progressing, _rolling.State.Phase);
        Assert.Contains(_rolling.Decisions.Since(0, "order"), decision => decision.Kind == "canary-webhook" && decision.Reason.Contains("confirm-rollout release manager", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_confirms_a_step_is_asked_once_the_analysis_has_passed_and_not_before()
    {
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var status = 403;
        await using var manager = await Hosting.Upstream.StartAsync(context =>
        {
            asked.Enqueue(context.Request.Path.Value!);
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        _rolling.Obey(Reads.Canary($$"""
            targetRef: { kind: Deployment, name: order }
            analysis:
              interval: 10s
              threshold: 2
              stepWeights: [20, 50]
              webhooks:
              - { name: more, type: confirm-traffic-increase, url: {{manager.Address}}more }
              - { name: all, type: confirm-promotion, url: {{manager.Address}}all }
            """));
        _rolling.Run(("v1", 2));
        await _rolling.LookAsync();
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        Assert.Equal((0, "/more"), (_rolling.State.Weight, Assert.Single(asked)));

        status = 200;
        await _rolling.PassAsync();
        asked.Clear();
        await _rolling.IntervalAsync(requests: 10);
        Assert.Equal((20, 0), (_rolling.State.Weight, asked.Count));

        await _rolling.IntervalAsync();
        Assert.Equal((50, "/more"), (_rolling.State.Weight, Assert.Single(asked)));

        asked.Clear();
        await _rolling.IntervalAsync(requests: 10);
        await _rolling.IntervalAsync(requests: 10);
        Assert.Equal((50, 0), (_rolling.State.Weight, asked.Count));

        status = 403;
        for (var tick = 0; _rolling.State.Phase == RolloutPhase.Progressing && tick < 10; tick++)
            await _rolling.IntervalAsync();
        Assert.Equal((RolloutPhase.WaitingPromotion, "/all"), (_rolling.State.Phase, Assert.Single(asked)));
        await _rolling.IntervalAsync(requests: 10);
        Assert.Single(asked);

        status = 200;
        for (var tick = 0; _rolling.State.Phase == RolloutPhase.WaitingPromotion && tick < 10; tick++)
            await _rolling.IntervalAsync();
        Assert.Equal((RolloutPhase.Promoting, 2), (_rolling.State.Phase, asked.Count));
    }

    [Fact]
    public async Task A_canary_whose_instances_fail_their_health_checks_holds_and_goes_on_when_one_is_well()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        var canary = _rolling.Order.Instances.Single(instance => instance.Id == "order-v2-1");
        for (var check = 0; check < 3; check++)
            _rolling.Order.Checked(canary, failure: "refused");

        await _rolling.IntervalAsync();
        Assert.Equal((20, "holding at 20 %: no instance of v2 is available"), (_rolling.State.Weight, _rolling.State.Reason));

        for (var check = 0; check < 2; check++)
            _rolling.Order.Checked(canary, failure: null);
        await _rolling.IntervalAsync();
        Assert.Equal((40, null), (_rolling.State.Weight, _rolling.State.UnavailableSince));
    }

    [Fact]
    public async Task Whoever_wants_to_know_the_end_is_told_also_when_it_comes_between_two_ticks()
    {
        await using var told = await Hosting.Upstream.StartAsync();
        _rolling.Obey(Reads.Canary($"{Analysis.TrimEnd().TrimEnd('}')}, webhooks: [{{ name: tell, type: post-rollout, url: '{told.Address}end' }}] }}"));
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        Assert.Equal((50, 0), (_rolling.Order.Split!.Weight, told.Requests));
        for (var i = 0; i < 20; i++)
            _rolling.Entry.Samples.Canary.Record(Outcome.ServerError, 0.01);

        await _rolling.LookAsync();

        Assert.Equal(RolloutPhase.Failed, _rolling.State.Phase);
        await Hosting.Eventually.SoAsync(() => told.Requests == 1);
    }

    [Fact]
    public async Task A_webhook_is_told_the_namespace_the_time_and_what_it_is_about()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<JsonElement>();
        await using var receiver = await Hosting.Upstream.StartAsync(async context => told.Enqueue(await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted)));
        _rolling.Obey(Reads.Canary($$"""
            targetRef: { kind: Deployment, name: order }
            analysis:
              interval: 10s
              threshold: 2
              stepWeights: [50]
              webhooks:
              - { name: gate, type: confirm-rollout, url: {{receiver.Address}}gate, metadata: { test: all } }
              - { name: tell, type: event, url: {{receiver.Address}}tell }
            """).Replace("  name: order", "  name: order\n  namespace: shop", StringComparison.Ordinal));
        _rolling.Run(("v1", 2));
        await _rolling.LookAsync();
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.LookAsync();
        await Hosting.Eventually.SoAsync(() => told.Count >= 2);

        Assert.All(told, message => Assert.Equal(
            ("order", "shop", "v2"), (message.GetProperty("name").GetString(), message.GetProperty("namespace").GetString(), message.GetProperty("canary").GetString())));
        // Of one rollout it is one and the same.
        var first = Assert.Single(told.Select(Checksum).Distinct(StringComparer.Ordinal));
        Assert.Equal(16, first.Length);
        var events = told.Where(message => message.GetProperty("metadata").TryGetProperty("eventType", out _)).ToList();
        Assert.Equal($"{_rolling.Now.ToUnixTimeMilliseconds()}", events[^1].GetProperty("metadata").GetProperty("timestamp").GetString());
        Assert.Contains(told, message => message.GetProperty("metadata").GetRawText() == """{"test":"all"}""");

        told.Clear();
        _rolling.Run(("v1", 2), ("v3", 1));
        await _rolling.LookAsync();
        await Hosting.Eventually.SoAsync(() => !told.IsEmpty);
        Assert.DoesNotContain(first, told.Select(Checksum));

        static string Checksum(JsonElement message) => message.GetProperty("checksum").GetString()!;
    }

    [Fact]
    public async Task What_an_operator_does_while_a_tick_is_made_counts()
    {
        _rolling.Run(("v1", 2), ("v2", 1));
        await _rolling.StartAsync();
        await _rolling.LookAsync();
        await _rolling.LookAsync();
        var before = _rolling.Entry.Record;
        await _rolling.Book.ChangeAsync("order", record => record! with { State = Operator.Pause(record.State, record.State.Advanced)!.State }, Cancellation);

        Assert.Null(await _rolling.Book.ChangeAsync("order", newest => newest?.Change == before.Change ? before : null, Cancellation));
        await _rolling.IntervalAsync();
        Assert.Equal((20, true), (_rolling.State.Weight, _rolling.State.Paused));
    }

    public void Dispose() => _rolling.Dispose();
}
