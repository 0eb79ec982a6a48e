using System.Diagnostics;

namespace Modular.EndToEnd.Tests;

/// <summary>Looks again and again until something is so. A deadline that passes is a failure that says what was seen last.</summary>
static class Eventually
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="look">What is still missing; null when nothing is.</param>
    public static async Task SoAsync(TimeSpan deadline, Func<Task<string?>> look)
    {
        var began = Stopwatch.GetTimestamp();
        while (await look() is { } missing)
        {
            if (Stopwatch.GetElapsedTime(began) > deadline)
                Assert.Fail($"Not so after {deadline.TotalSeconds} s: {missing}");
            await PauseAsync();
        }
    }

    /// <summary>Lets time pass that is part of the test itself, such as the length of an outage.</summary>
    public static async Task OutlastAsync(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
            await PauseAsync();
    }

    public static Task PauseAsync() => Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
}
