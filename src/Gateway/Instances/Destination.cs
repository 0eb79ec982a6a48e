using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Measuring;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Instances;

/// <summary>One instance on the data path, with everything that is remembered of it. It lives by the instance's id, through any reload.</summary>
sealed class Destination : IDisposable
{
    readonly TimeProvider _time;
    readonly CancellationTokenSource _ended = new();
    readonly ITimer _alarm;
    readonly ITimer _breakerAlarm;
    Action? _onAlarm;
    Action? _onBreakerAlarm;
    Breaker _breaker;
    int _accrued;
    long _requests;
    long _good;
    TaskCompletionSource _checkNow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Registration _registration;
    Treatment _treatment;
    Life _life;
    long _warmingSince;
    int _inFlight;

    public Destination(Registration registration, Life life, ServiceParts parts)
    {
        var time = parts.Time;
        (_registration, _life, _treatment, _time) = (registration, life, Treatment.Of(parts), time);
        _warmingSince = time.GetTimestamp();
        _alarm = time.CreateTimer(_ => Volatile.Read(ref _onAlarm)?.Invoke(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _breaker = Breaker.New(time.GetUtcNow());
        _breakerAlarm = time.CreateTimer(_ => Volatile.Read(ref _onBreakerAlarm)?.Invoke(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Seed = StickyKey.Of(registration.Id);
        Latency = new(time, parts.Balancing.InitialRtt, parts.Balancing.Decay);
    }

    public string Id => Registration.Id;

    /// <summary>Whether the registry may have it by this id, which need not contain the address there.</summary>
    public bool IsCalled(string id) => Id == InstanceId.At(id, Registration.Instance.Address);

    /// <summary>Its id in 64 bits, the same on every gateway.</summary>
    public ulong Seed { get; }

    /// <summary>What it said of itself last. Its address never changes: an instance at another address is another instance.</summary>
    public Registration Registration
    {
        get => Volatile.Read(ref _registration);
        set => Volatile.Write(ref _registration, value);
    }

    /// <summary>Changed by its <see cref="Service"/> only, one change at a time.</summary>
    public Life Life
    {
        get => Volatile.Read(ref _life);
        set
        {
            if (value is { Stage: LifeStage.SlowStart, Health: InstanceHealth.Healthy } && _life is not { Stage: LifeStage.SlowStart, Health: InstanceHealth.Healthy })
                Volatile.Write(ref _warmingSince, _time.GetTimestamp());
            if (value.Health == InstanceHealth.Healthy && _life.Health != InstanceHealth.Healthy)
                Streaks.Clear();
            // A full fence: drain writes this and then reads the requests in flight, a request does the reverse.
            Interlocked.Exchange(ref _life, value);
        }
    }

    /// <summary>Changed by its <see cref="Service"/> only, one change at a time.</summary>
    public Breaker Breaker
    {
        get => Volatile.Read(ref _breaker);
        set => Volatile.Write(ref _breaker, value);
    }

    /// <summary>Its recent success rate, where the breaker looks at that; null before its first request and after it opened.</summary>
    public SuccessWindow? Rating { get; set; }

    /// <summary>Cancelled when it is gone.</summary>
    public CancellationToken Ended => _ended.Token;

    public Latency Latency { get; }

    /// <summary>What became of its attempts.</summary>
    public BySubset<OutcomeCounts> Attempts { get; } = new();

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Attempts in a row that failed, as outlier detection counts them.</summary>
    public Streaks Streaks { get; } = new();

    /// <summary>Attempts in a row that failed.</summary>
    public int Failures => Streaks.Longest;

    public bool IsWarming => Life.Stage == LifeStage.SlowStart;

    /// <summary>Changed by its <see cref="Service"/> only, one change at a time.</summary>
    public Treatment Treatment
    {
        get => Volatile.Read(ref _treatment);
        set => Volatile.Write(ref _treatment, value);
    }

    /// <summary>How long slow start still lasts, once it is in it.</summary>
    public TimeSpan WarmIn
    {
        get
        {
            var left = Treatment.Balancing.SlowStart - _time.GetElapsedTime(Volatile.Read(ref _warmingSince));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Its share beside its neighbours' at a time: the registered weight, reduced during slow start.</summary>
    public double WeightAt(long timestamp) => IsWarming ? Registration.Weight * WarmthAt(timestamp) : Registration.Weight;

    /// <summary>What part of its weight it gets at a time, 0 to 1: 1 but during slow start.</summary>
    public double WarmthAt(long timestamp) =>
        IsWarming ? SlowStart.Share(_time.GetElapsedTime(Volatile.Read(ref _warmingSince), timestamp), Treatment.Balancing) : 1;

    /// <summary>Takes a request, unless it has begun to drain since it was picked.</summary>
    public bool TryBegin()
    {
        Interlocked.Increment(ref _inFlight);
        if (Life.IsOpen)
            return true;
        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    /// <returns>Whether that was the last request of a draining instance.</returns>
    public bool End() => Interlocked.Decrement(ref _inFlight) == 0 && Life.Stage == LifeStage.Draining;

    /// <summary>Counts an attempt for the comparison with its neighbours.</summary>
    public void Compare(Outcome outcome)
    {
        var isGood = outcome.IsGood();
        if (!isGood && !outcome.IsFailure())
            return;
        Interlocked.Increment(ref _requests);
        if (isGood)
            Interlocked.Increment(ref _good);
    }

    /// <summary>What has been counted since the last time.</summary>
    public Tally TakeTally()
    {
        var good = Interlocked.Exchange(ref _good, 0);
        return new(Math.Max(good, Interlocked.Exchange(ref _requests, 0)), good);
    }

    /// <summary>Counts an attempt for the breaker, which a health check does not forget.</summary>
    /// <returns>How many in a row have failed with this one.</returns>
    public int Accrue(Outcome outcome)
    {
        if (outcome.IsFailure())
            return Interlocked.Increment(ref _accrued);
        if (outcome.IsGood() && Volatile.Read(ref _accrued) != 0)
            Volatile.Write(ref _accrued, 0);
        return 0;
    }

    /// <summary>Calls back once when the breaker has been open for long enough.</summary>
    public void SetBreakerAlarm(TimeSpan after, Action onAlarm)
    {
        Volatile.Write(ref _onBreakerAlarm, onAlarm);
        _breakerAlarm.Change(after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls back once after a time, and forgets the alarm before.</summary>
    public void SetAlarm(TimeSpan after, Action onAlarm)
    {
        Volatile.Write(ref _onAlarm, onAlarm);
        _alarm.Change(after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for a health check now, whenever the next one is due.</summary>
    public void CheckNow() => Volatile.Read(ref _checkNow).TrySetResult();

    /// <summary>Ends when a check is asked for.</summary>
    public Task CheckAsked() => Volatile.Read(ref _checkNow).Task;

    /// <summary>A check begins: what asked for it is answered.</summary>
    public void CheckBegins()
    {
        if (CheckAsked().IsCompleted)
            Volatile.Write(ref _checkNow, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>It is gone.</summary>
    public void Dispose()
    {
        _alarm.Dispose();
        _breakerAlarm.Dispose();
        _ended.Cancel();
        // Not disposed of: those who watch it still look at the token.
    }
}
