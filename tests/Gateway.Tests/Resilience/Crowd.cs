using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Resilience;

/// <summary>
/// A service of so many workers behind a limit, simulated: requests come at random, wait for a worker, take the time that they take. What the limit
/// sees is the time in the queue and in the worker together.
/// </summary>
sealed class Crowd(ServiceTraffic traffic, FakeTimeProvider time, int workers, ulong seed = 1)
{
    readonly PriorityQueue<(double Began, double Ends), double> _busy = new();
    readonly SeededDice _dice = new(seed);
    readonly double[] _free = new double[workers];
    double _now;

    /// <summary>How long a worker takes, in seconds.</summary>
    public double Work { get; set; } = 0.05;

    /// <summary>Lets requests come for a while.</summary>
    /// <param name="perSecond">How many, on average.</param>
    /// <param name="seconds">For how long.</param>
    /// <returns>How long those took on average that were let in, and how many were not.</returns>
    public (double Latency, int Shed, int Served) Come(double perSecond, double seconds)
    {
        var (until, sum, served, shed) = (_now + seconds, 0.0, 0, 0);
        while (true)
        {
            var next = _now - (Math.Log(1 - _dice.Share()) / perSecond);
            while (_busy.TryPeek(out var done, out _) && done.Ends <= Math.Min(next, until))
            {
                _busy.Dequeue();
                MoveTo(done.Ends);
                sum += done.Ends - done.Began;
                served++;
                traffic.Adaptive?.Observe(done.Ends - done.Began, traffic.Active, time.GetTimestamp());
                traffic.Leave();
            }

            if (next >= until)
            {
                MoveTo(until);
                return (sum / served, shed, served);
            }

            MoveTo(next);
            if (traffic.TryEnter(time.GetTimestamp(), out _))
                Begin();
            else
                shed++;
        }
    }

    void Begin()
    {
        var worker = Array.IndexOf(_free, _free.Min());
        _free[worker] = Math.Max(_now, _free[worker]) + Work;
        _busy.Enqueue((_now, _free[worker]), _free[worker]);
    }

    void MoveTo(double moment)
    {
        if (moment > _now)
            time.Advance(TimeSpan.FromSeconds(moment - _now));
        _now = Math.Max(_now, moment);
    }
}
