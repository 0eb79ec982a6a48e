namespace Modular.Host.Supervision;

/// <summary>A child that runs. Disposing it ends it at once.</summary>
interface IChildProcess : IAsyncDisposable
{
    int Id { get; }

    /// <returns>The exit code, once it has ended and all that it wrote has been read.</returns>
    Task<int> ExitedAsync(CancellationToken cancellation);

    /// <summary>Asks it to stop, and ends it when it has not by then.</summary>
    /// <returns>Whether it stopped by itself.</returns>
    Task<bool> StopAsync(TimeSpan deadline, TimeProvider time);
}
