namespace Modular.Integration.Tests.Hosting;

/// <summary>Waits for what becomes so by itself, without guessing how long it takes.</summary>
static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks until the assertion holds; after 30 seconds its failure is the test's.</summary>
    public static async Task HoldsAsync(Func<Task> assertion)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (TimeProvider.System.GetElapsedTime(began) < Deadline)
            {
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Looks until the value is as expected; after 30 seconds the difference is the test's failure.</summary>
    public static Task EqualsAsync<T>(T expected, Func<Task<T>> look) =>
        HoldsAsync(async () => Assert.Equal(expected, await look()));
}
