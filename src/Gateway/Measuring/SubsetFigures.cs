using Modular.Gateway.Forwarding;
using Prometheus;

namespace Modular.Gateway.Measuring;

/// <summary>What is counted of the requests to one subset of a service.</summary>
sealed class SubsetFigures
{
    readonly Histogram.Child?[] _durations = new Histogram.Child?[Enum.GetValues<Outcome>().Length];
    long _budgetExhausted;

    /// <summary>Attempts after the first, by the outcome before.</summary>
    public OutcomeCounts Retries { get; } = new();

    /// <summary>Attempts that were wanted, and not made for there were too many.</summary>
    public long BudgetExhausted => Volatile.Read(ref _budgetExhausted);

    public void ExhaustBudget() => Interlocked.Increment(ref _budgetExhausted);

    /// <summary>The series of the page for an outcome, kept at hand; null until it is first needed.</summary>
    public ref Histogram.Child? Duration(Outcome outcome) => ref _durations[(int)outcome];
}
