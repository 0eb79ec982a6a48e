using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class AttemptSampleTests
{
    readonly AttemptSample _sample = new();

    [Theory]
    [InlineData(nameof(Outcome.Success), 1, 0)]
    [InlineData(nameof(Outcome.ClientError), 1, 0)]
    [InlineData(nameof(Outcome.ServerError), 0, 1)]
    [InlineData(nameof(Outcome.GatewayError), 0, 1)]
    [InlineData(nameof(Outcome.ConnectFailure), 0, 1)]
    [InlineData(nameof(Outcome.Reset), 0, 1)]
    [InlineData(nameof(Outcome.PerTryTimeout), 0, 1)]
    [InlineData(nameof(Outcome.DeadlineExceeded), 0, 1)]
    [InlineData(nameof(Outcome.Throttled), 0, 0)]
    [InlineData(nameof(Outcome.ClientAborted), 0, 0)]
    public void An_outcome_counts_for_the_version_or_against_it_or_not_at_all(string outcome, int good, int failed)
    {
        _sample.Record(Enum.Parse<Outcome>(outcome), 0.1);

        var taken = _sample.Take();
        Assert.Equal((good, failed), (taken.Good, taken.Failed));
    }

    [Fact]
    public void A_request_that_fell_back_is_counted_and_improves_nothing()
    {
        _sample.Record(Outcome.ServerError, 0.1);
        _sample.RecordFallback();

        var taken = _sample.Take();
        Assert.Equal((1, 1, 0), (taken.FellBack, taken.Failed, taken.Good));
    }

    [Fact]
    public void What_was_taken_is_forgotten_and_what_was_looked_at_is_not()
    {
        _sample.Record(Outcome.Success, 0.1);
        _sample.Record(Outcome.Reset, 0.1);

        Assert.Equal(new(1, 2), _sample.Peek());
        Assert.Equal(new(1, 2), _sample.Take().Attempts);
        Assert.Equal(new(0, 0), _sample.Take().Attempts);
    }

    [Theory]
    [InlineData(0.000003)]
    [InlineData(0.0005)]
    [InlineData(0.0123)]
    [InlineData(1.5)]
    [InlineData(3600)]
    public void A_latency_is_kept_within_two_per_cent(double seconds)
    {
        _sample.Record(Outcome.Success, seconds);

        Assert.Equal(1, _sample.Take().Quantile(0.5) / seconds, tolerance: seconds < 0.00003 ? 0.2 : 0.02);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    public void A_broken_clock_breaks_nothing(double seconds)
    {
        _sample.Record(Outcome.Success, seconds);

        Assert.Equal(1, _sample.Take().Good);
    }

    [Fact]
    public void Buckets_follow_one_another_without_a_gap()
    {
        for (var bucket = 0; bucket < LatencyScale.Buckets; bucket++)
        {
            Assert.Equal(bucket, LatencyScale.Bucket(LatencyScale.Middle(bucket)));
            Assert.True(LatencyScale.Start(bucket + 1) > LatencyScale.Start(bucket));
        }
    }

    [Fact]
    public void Many_threads_at_once_lose_nothing_while_windows_are_taken()
    {
        const int Each = 50_000;
        var taken = 0.0;
        var writers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
                _sample.Record(i % 10 == 0 ? Outcome.ServerError : Outcome.Success, 0.01);
        })).ToList();

        writers.ForEach(writer => writer.Start());
        while (writers.Any(writer => writer.IsAlive))
            taken += _sample.Take().Attempts.Total;
        writers.ForEach(writer => writer.Join());

        Assert.Equal(4 * Each, taken + _sample.Take().Attempts.Total);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        _sample.Record(Outcome.Success, 0.1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
            _sample.Record(Outcome.Success, 0.1);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
