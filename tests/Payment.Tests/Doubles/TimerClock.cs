using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Modular.Payment.Tests.Doubles;

/// <summary>A fake clock that tells which timers were set, so that a test moves time only once the code waits for it.</summary>
sealed class TimerClock() : FakeTimeProvider(Given.Now)
{
    readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until a timer of at most <paramref name="longest"/> is set, and says for how long.</summary>
    public async Task<TimeSpan> NextTimer(TimeSpan longest)
    {
        while (true)
        {
            var due = await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();
            if (due > TimeSpan.Zero && due <= longest)
                return due;
        }
    }
}
