using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Modular.ServiceDefaults.Tests.Discovery;

/// <summary>A fake clock that tells which timers were set, so that a test moves time only once the code waits for it.</summary>
sealed class Clock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until a timer of exactly this length is set.</summary>
    public async Task TimerOf(TimeSpan due)
    {
        var seen = new List<TimeSpan>();
        try
        {
            while (true)
            {
                seen.Add(await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon());
                if (seen[^1] == due)
                    return;
            }
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No timer of {due}; those that were set: {string.Join(", ", seen)}");
        }
    }
}

static class Waiting
{
    /// <summary>Ten seconds of the real clock, for what should come at once.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>The next of a stream.</summary>
    public static async Task<T> Next<T>(this IAsyncEnumerator<T> stream) =>
        await stream.MoveNextAsync().AsTask().Soon() ? stream.Current : throw new InvalidOperationException("The stream ended.");
}
