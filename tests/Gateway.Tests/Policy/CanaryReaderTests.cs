using Modular.Gateway.Policy;

namespace Modular.Gateway.Tests.Policy;

public sealed class CanaryReaderTests
{
    const string Target = "targetRef: { apiVersion: apps/v1, kind: Deployment, name: order }\nservice: { port: 8080 }\n";

    [Fact]
    public void A_walk_up_is_read_as_written()
    {
        var canary = Reads.Good<CanaryDocument>(Reads.Canary("""
            targetRef: { apiVersion: apps/v1, kind: Deployment, name: order }
            progressDeadlineSeconds: 60
            autoscalerRef: { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: order }
            service:
              port: 9898
              targetPort: http
              gateways: [edge/public]
              hosts: [shop.example.com]
              trafficPolicy: { tls: { mode: DISABLE } }
              retries: { attempts: 3, perTryTimeout: 1s, retryOn: "gateway-error,connect-failure,refused-stream" }
            analysis:
              interval: 30s
              threshold: 5
              maxWeight: 50
              stepWeight: 20
              stepWeightPromotion: 25
              metrics:
              - name: request-success-rate
                thresholdRange: { min: 99 }
                interval: 1m
              - name: request-duration
                thresholdRange: { max: 500 }
                interval: 30s
              webhooks:
              - name: acceptance
                type: pre-rollout
                url: http://tester.test/
                timeout: 30s
                metadata: { cmd: "try it" }
              - name: load
                url: http://tester.test/
            """));

        Assert.Equal(("order", TimeSpan.FromMinutes(1), false), (canary.Target, canary.ProgressDeadline, canary.Suspend));
        var analysis = canary.Analysis!;
        var weighted = Assert.IsType<CanaryStrategy.Weighted>(analysis.Strategy);
        Assert.Equal([20, 40, 50], weighted.Steps);
        Assert.Equal(25, weighted.PromotionStep);
        Assert.Equal((TimeSpan.FromSeconds(30), 5), (analysis.Interval, analysis.Threshold));
        Assert.Equal(
            [new(CanaryMeasure.RequestSuccessRate, TimeSpan.FromMinutes(1), 99, null), new CanaryMetric(CanaryMeasure.RequestDuration, TimeSpan.FromSeconds(30), null, 500)],
            analysis.Metrics);
        Assert.Equal((CanaryHook.PreRollout, TimeSpan.FromSeconds(30), "try it"), (analysis.Webhooks[0].Type, analysis.Webhooks[0].Timeout, analysis.Webhooks[0].Metadata["cmd"]));
        Assert.Equal((CanaryHook.Rollout, TimeSpan.FromSeconds(10)), (analysis.Webhooks[1].Type, analysis.Webhooks[1].Timeout));
        Assert.Equal(("shop.example.com", 3, TlsMode.Disable), (canary.Service.Hosts[0], canary.Service.Retries!.Attempts, canary.Service.TrafficPolicy.Tls!.Mode));
    }

    [Fact]
    public void What_is_not_said_is_as_in_flagger()
    {
        var canary = Reads.Good<CanaryDocument>(Reads.Canary(Target + "analysis: { stepWeight: 50 }"));

        Assert.Equal(TimeSpan.FromMinutes(10), canary.ProgressDeadline);
        Assert.Equal((TimeSpan.FromMinutes(1), 1), (canary.Analysis!.Interval, canary.Analysis.Threshold));
        Assert.Equal([50, 100], Assert.IsType<CanaryStrategy.Weighted>(canary.Analysis.Strategy).Steps);
    }

    [Theory]
    [InlineData("", "default")]
    [InlineData("\n  namespace:", "default")]
    [InlineData("\n  namespace: shop", "shop")]
    public void The_namespace_is_kept_for_those_who_are_told(string written, string expected) =>
        Assert.Equal(expected, Reads.Good<CanaryDocument>(WithNamespace(written)).Namespace);

    [Fact]
    public void A_namespace_is_a_name() => Assert.Equal(
        ["5: metadata.namespace: must be a name of lower-case letters, digits and '-', not 'My Shop'"], Reads.Faults(WithNamespace("\n  namespace: My Shop")));

    [Fact]
    public void Steps_can_be_listed() =>
        Assert.Equal([1, 2, 10, 80], Assert.IsType<CanaryStrategy.Weighted>(StrategyOf("stepWeights: [1, 2, 10, 80]")).Steps);

    [Fact]
    public void Iterations_alone_are_blue_green_and_with_match_an_ab_test()
    {
        Assert.Equal(new CanaryStrategy.BlueGreen(10), StrategyOf("iterations: 10"));
        var test = Assert.IsType<CanaryStrategy.AbTest>(StrategyOf("iterations: 10, match: [{ headers: { user-agent: { regex: \".*Firefox.*\" } } }, { headers: { cookie: { exact: insider } } }]"));
        Assert.Equal((10, 2), (test.Iterations, test.Matches.Count));
    }

    [Fact]
    public void An_older_threshold_means_the_least_or_the_most_as_the_metric_has_it()
    {
        var metrics = Reads.Good<CanaryDocument>(Reads.Canary(Target + "analysis: { iterations: 1, metrics: [{ name: request-success-rate, threshold: 99 }, { name: request-duration, threshold: 500 }] }")).Analysis!.Metrics;

        Assert.Equal(((double?)99, null, null, (double?)500), (metrics[0].Min, metrics[0].Max, metrics[1].Min, metrics[1].Max));
    }

    [Theory]
    [InlineData("analysis: { interval: 1m }", "spec.analysis: must say how the canary gets requests: stepWeight, stepWeights, or iterations")]
    [InlineData("analysis: { iterations: 5, stepWeight: 10 }", "spec.analysis.stepWeight: cannot be together with iterations")]
    [InlineData("analysis: { stepWeight: 10, match: [{ method: { exact: GET } }] }", "spec.analysis.match: needs iterations")]
    [InlineData("analysis: { stepWeights: [10, 5] }", "spec.analysis.stepWeights: each weight must be higher than the one before")]
    [InlineData("analysis: { stepWeights: [10, 60], maxWeight: 50 }", "spec.analysis.stepWeights: no weight may be above maxWeight, 50")]
    [InlineData("analysis: { iterations: 5, metrics: [{ name: latency, thresholdRange: { max: 1 } }] }", "spec.analysis.metrics[0].name: must be one of request-success-rate, request-duration, not latency")]
    [InlineData("analysis: { iterations: 5, metrics: [{ name: request-duration }] }", "spec.analysis.metrics[0]: must say what to reach")]
    [InlineData("analysis: { iterations: 5, metrics: [{ name: request-duration, query: up }] }", "spec.analysis.metrics[0].query: is not supported: figures are the gateway's own")]
    [InlineData("analysis: { iterations: 5, webhooks: [{ name: a, url: /relative }] }", "spec.analysis.webhooks[0].url: must be an absolute http or https URL, not '/relative'")]
    [InlineData("analysis: { iterations: 5, webhooks: [{ name: a, url: http://a.test, type: pre-rolout }] }", "did you mean 'pre-rollout'?")]
    [InlineData("analysis: { iterations: 5, alerts: [] }", "spec.analysis.alerts: is not supported: what happens is in the decision log")]
    [InlineData("suspend: true", "spec.analysis: is missing")]
    [InlineData("provider: linkerd\nskipAnalysis: true", "spec.provider: must be istio, or left out")]
    [InlineData("canaryAnalysis: { iterations: 1 }", "spec.canaryAnalysis: is not supported: it was replaced by analysis")]
    public void What_cannot_be_obeyed_is_an_error_that_names_the_place(string spec, string expected) =>
        Assert.Contains(Reads.Faults(Reads.Canary(Target + spec)), fault => fault.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Skipping_the_analysis_leaves_none() => Assert.Null(Reads.Good<CanaryDocument>(Reads.Canary(Target + "skipAnalysis: true\nanalysis: { stepWeight: 10 }")).Analysis);

    static string WithNamespace(string written) =>
        Reads.Canary(Target + "analysis: { stepWeight: 50 }").Replace("  name: order", "  name: order" + written, StringComparison.Ordinal);

    static CanaryStrategy StrategyOf(string analysis) => Reads.Good<CanaryDocument>(Reads.Canary($"{Target}analysis: {{ {analysis} }}")).Analysis!.Strategy;
}
