using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Tests.Canary.Judging;

/// <summary>Windows with exponential latencies of 50 ms in the mean: evenly spread over the quantiles, so that nothing is chance.</summary>
static class Windows
{
    public const int Usual = 1000;

    public static Sample Sample(int attempts = Usual, int failed = 10, Func<double, double>? change = null)
    {
        var sample = new AttemptSample();
        for (var i = 0; i < failed; i++)
            sample.Record(Outcome.ServerError, 0.001);
        for (var i = 0; i < attempts - failed; i++)
        {
            var seconds = -0.05 * Math.Log(1 - ((i + 0.5) / (attempts - failed)));
            sample.Record(Outcome.Success, change?.Invoke(seconds) ?? seconds);
        }

        return sample.Take();
    }

    /// <summary>Above 150 ms, the 95th percentile, so much longer that the 99th is 1.5 times as long.</summary>
    public static double SlowInTheTail(double seconds) => seconds < 0.15 ? seconds : 0.15 + ((seconds - 0.15) * 2.43);

    /// <summary>The verdicts on the same window again and again.</summary>
    public static IReadOnlyList<Judgement> Judge(Window window, int times, JudgeOptions? options = null)
    {
        var judgements = new List<Judgement>();
        for (var i = 0; i < times; i++)
            judgements.Add(Gateway.Canary.Judging.Judge.Decide(judgements is [.., var last] ? last.Evidence : Evidence.Empty, window, [], options ?? new()));
        return judgements;
    }
}
