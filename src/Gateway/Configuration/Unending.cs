namespace Modular.Gateway.Configuration;

/// <summary>Work in the background that nobody's mistake is to end, nor the gateway with it.</summary>
static class Unending
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs, and a second after it has ended or failed runs again, until stopped.</summary>
    public static async Task RunAsync(Func<CancellationToken, Task> run, Action<Exception> failed, TimeProvider time, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await run(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // It is logged, and the gateway goes on with what it knows.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failed(failure);
            }

            await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
