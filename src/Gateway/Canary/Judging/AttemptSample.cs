using System.Numerics;
using System.Runtime.InteropServices;
using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Canary.Judging;

/// <summary>Takes down the attempts on one version, on the data path: no lock, no allocation, a few nanoseconds.</summary>
/// <remarks>
/// Each processor writes to counters of its own, so that none waits for another's cache line. <see cref="Take"/> swaps every counter
/// for zero: an attempt that ends meanwhile is counted once, in this window or in the next.
/// </remarks>
sealed class AttemptSample
{
    const int MostStripes = 8;

    readonly Stripe[] _stripes;

    public AttemptSample()
    {
        var count = Math.Min(MostStripes, (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));
        _stripes = new Stripe[count];
        for (var i = 0; i < count; i++)
            _stripes[i] = new();
    }

    /// <summary>What speaks neither for nor against the version (a client that went away, our own shedding) is not counted.</summary>
    /// <param name="seconds">
    /// Until the answer. Counted only for good attempts: a failure that comes fast must not look like a fast version.
    /// </param>
    public void Record(Outcome outcome, double seconds)
    {
        var stripe = _stripes[Thread.GetCurrentProcessorId() & (_stripes.Length - 1)];
        if (outcome.IsGood())
            Interlocked.Increment(ref stripe.Good[LatencyScale.Bucket(seconds)]);
        else if (outcome.IsFailure())
            Interlocked.Increment(ref stripe.Failed);
    }

    /// <summary>A request of this version's was answered by the other one. Counted by itself: it never improves this version's score.</summary>
    public void RecordFallback() => Interlocked.Increment(ref _stripes[0].FellBack);

    /// <summary>What was recorded since the last time, which is forgotten.</summary>
    public Sample Take()
    {
        var good = new int[LatencyScale.Buckets];
        var (failed, fellBack) = (0, 0);
        foreach (var stripe in _stripes)
        {
            failed += Interlocked.Exchange(ref stripe.Failed, 0);
            fellBack += Interlocked.Exchange(ref stripe.FellBack, 0);
            for (var i = 0; i < good.Length; i++)
                if (Volatile.Read(ref stripe.Good[i]) != 0)
                    good[i] += Interlocked.Exchange(ref stripe.Good[i], 0);
        }

        return Sample.Of(good, failed, fellBack);
    }

    /// <summary>Failed and good attempts so far, without taking them: for the look between two ticks.</summary>
    public Attempts Peek()
    {
        var (good, failed) = (0L, 0L);
        foreach (var stripe in _stripes)
        {
            failed += Volatile.Read(ref stripe.Failed);
            for (var i = 0; i < stripe.Good.Length; i++)
                good += Volatile.Read(ref stripe.Good[i]);
        }

        return new(failed, good + failed);
    }

    sealed class Stripe
    {
        public readonly int[] Good = new int[LatencyScale.Buckets];
        public int Failed;
        public int FellBack;
    }
}

/// <param name="Failed">Of <paramref name="Total"/>.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Attempts(double Failed, double Total)
{
    /// <summary>0 to 1; 0 of none.</summary>
    public double ErrorRate => Total > 0 ? Failed / Total : 0;
}
