using System.Diagnostics;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>Looks again and again until something is so, for at most ten seconds.</summary>
static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static Task SoAsync(Func<bool> look, Func<string>? seen = null) => SoAsync(() => Task.FromResult(look()), seen);

    public static async Task SoAsync(Func<Task<bool>> look, Func<string>? seen = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await look())
        {
            if (Stopwatch.GetElapsedTime(began) > Deadline)
                Assert.Fail($"Not so after {Deadline.TotalSeconds} s{(seen is null ? "" : $": {seen()}")}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
