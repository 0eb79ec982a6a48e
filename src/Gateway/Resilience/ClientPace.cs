namespace Modular.Gateway.Resilience;

/// <summary>
/// How long a request has waited for its client: to send more of its body, or to take more of the answer. That time is not the
/// service's: while it lasts, the clocks of the request and of its attempt stand still.
/// </summary>
/// <remarks>Otherwise anybody could have instances ejected by sending slowly. Envoy's time of a route begins when the request has come to its end.</remarks>
sealed class ClientPace(TimeProvider time)
{
    readonly Lock _lock = new();
    AttemptTimer? _timer;
    int _waits;
    long _since;
    long _waited;

    /// <summary>All waiting so far, in ticks of the clock.</summary>
    public long Waited
    {
        get
        {
            lock (_lock)
                return _waits == 0 ? _waited : _waited + time.GetTimestamp() - _since;
        }
    }

    /// <summary>An attempt begins, or waits for its client for the first time.</summary>
    public void Follow(AttemptTimer timer)
    {
        lock (_lock)
        {
            _timer = timer;
            if (_waits > 0)
                timer.Stop();
        }
    }

    /// <summary>Now it waits, until the answer is disposed of. Both directions may at once.</summary>
    public Wait Begin()
    {
        lock (_lock)
        {
            if (_waits++ == 0)
            {
                _since = time.GetTimestamp();
                _timer?.Stop();
            }
        }

        return new(this);
    }

    /// <summary>Waiting for the client; by default for nothing.</summary>
    public readonly record struct Wait(ClientPace? Pace) : IDisposable
    {
        public void Dispose() => Pace?.End();
    }

    void End()
    {
        lock (_lock)
        {
            if (--_waits > 0)
                return;
            var waited = time.GetTimestamp() - _since;
            _waited += waited;
            _timer?.GoOn(waited);
        }
    }
}
