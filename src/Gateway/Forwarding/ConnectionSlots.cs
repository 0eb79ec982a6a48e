using System.Runtime.CompilerServices;
using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Forwarding;

/// <summary>As many requests to an instance at once as it may have connections; in HTTP/1.1 that is the same. The others wait, in order.</summary>
sealed class ConnectionSlots(int most, ServiceTraffic traffic)
{
    // An instance that is gone takes its slots along.
    readonly ConditionalWeakTable<Destination, SemaphoreSlim> _free = [];

    /// <returns>Null when a slot was taken; else what there is too much of, of <see cref="Overload"/>.</returns>
    public ValueTask<string?> WaitAsync(Destination destination, CancellationToken timeout, CancellationToken aborted)
    {
        if (!_free.TryGetValue(destination, out var free))
            free = _free.GetValue(destination, _ => new(most, most));
        return free.Wait(0, CancellationToken.None) ? default : QueueAsync(free, timeout, aborted);
    }

    public void Release(Destination destination)
    {
        if (_free.TryGetValue(destination, out var free))
            free.Release();
    }

    async ValueTask<string?> QueueAsync(SemaphoreSlim free, CancellationToken timeout, CancellationToken aborted)
    {
        if (!traffic.TryWait())
            return Overload.PendingRequests;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout, aborted);
        try
        {
            await free.WaitAsync(either.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return Overload.Connections;
        }
        finally
        {
            traffic.StopWaiting();
        }
    }
}
