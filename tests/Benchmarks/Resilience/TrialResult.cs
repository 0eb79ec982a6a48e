using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Resilience;

/// <summary>What clients noticed of a fault.</summary>
/// <param name="Requests">Due after it.</param>
/// <param name="P99Before">In milliseconds, before it.</param>
/// <param name="P99Soon">Of the first 3 s after it.</param>
/// <param name="P99Later">Of the time from then on.</param>
/// <param name="ShareOfFaulty">What the faulty instance answered of what was due later than 2 s after it.</param>
sealed record TrialResult(
    string Fault, int Requests, int Failed, double P99Before, double P99Soon, double P99Later, double ShareOfFaulty, double? AttemptsPerRequest)
{
    public static TrialResult Of(string fault, IEnumerable<Answered> answers, TimeSpan warm, TimeSpan at, string faulty, long? attempts)
    {
        var all = answers.ToList();
        var after = all.Where(answer => answer.At >= at).ToList();
        var (soon, late) = (at + TimeSpan.FromSeconds(3), at + TimeSpan.FromSeconds(2));
        var later = after.Where(answer => answer.At >= late).ToList();
        return new(
            fault,
            after.Count,
            after.Count(answer => answer.Failed),
            P99(all.Where(answer => answer.At >= warm && answer.At < at)),
            P99(after.Where(answer => answer.At < soon)),
            P99(after.Where(answer => answer.At >= soon)),
            (double)later.Count(answer => answer.Instance == faulty) / later.Count,
            (double?)attempts / after.Count);
    }

    static double P99(IEnumerable<Answered> answers) => Statistics.Percentile([.. answers.Select(answer => answer.Took.TotalMilliseconds).Order()], 0.99);
}
