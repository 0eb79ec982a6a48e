using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;

namespace Modular.Gateway.Resilience;

/// <summary>Compares the instances of every service, each at its own interval.</summary>
sealed class OutlierWatch(ServiceDirectory services, TimeProvider time) : BackgroundService
{
    // An interval that a document shortens is followed within the longer; one that is shorter than the other is as long as that.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    Dictionary<Service, long> _compared = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
                await Task.Delay(Look(services.All.Select(service => service.Service)), time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>Compares the instances of those services whose interval is over. A new service has its first interval before it.</summary>
    /// <returns>When to look again.</returns>
    public TimeSpan Look(IEnumerable<Service> all)
    {
        var (now, next, compared) = (time.GetTimestamp(), Longest, new Dictionary<Service, long>());
        foreach (var service in all)
        {
            var since = _compared.GetValueOrDefault(service, now);
            var left = service.Parts.Outliers.Interval - time.GetElapsedTime(since, now);
            if (left <= TimeSpan.Zero)
            {
                service.Compare();
                (since, left) = (now, service.Parts.Outliers.Interval);
            }

            compared[service] = since;
            next = left < next ? left : next;
        }

        _compared = compared;
        return next > Shortest ? next : Shortest;
    }
}
