using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;

namespace Modular.Gateway.Resilience;

/// <summary>Compares the instances of every service, or of a subset that has its own outlier detection, each at its own interval.</summary>
sealed class OutlierWatch(ServiceDirectory services, TimeProvider time) : BackgroundService
{
    // An interval that a document shortens is followed within the longer; one that is shorter than the other is as long as that.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    Dictionary<(Service, string?), long> _compared = [];

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

    /// <summary>Compares the instances of those whose interval is over. Who is new has the first interval before it.</summary>
    /// <returns>When to look again.</returns>
    public TimeSpan Look(IEnumerable<Service> all)
    {
        var (now, next, compared) = (time.GetTimestamp(), Longest, new Dictionary<(Service, string?), long>());
        foreach (var (service, group, outliers) in all.SelectMany(service => service.OutlierGroups, (service, own) => (service, own.Group, own.Outliers)))
        {
            var since = _compared.GetValueOrDefault((service, group), now);
            var left = outliers.Interval - time.GetElapsedTime(since, now);
            if (left <= TimeSpan.Zero)
            {
                service.Compare(group, outliers);
                (since, left) = (now, outliers.Interval);
            }

            compared[(service, group)] = since;
            next = left < next ? left : next;
        }

        _compared = compared;
        return next > Shortest ? next : Shortest;
    }
}
