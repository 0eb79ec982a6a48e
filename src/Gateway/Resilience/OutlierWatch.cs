using Modular.Gateway.Configuration;
using Modular.Gateway.Discovery;

namespace Modular.Gateway.Resilience;

/// <summary>Compares the instances of every service, interval by interval.</summary>
sealed class OutlierWatch(ServiceDirectory services, IConfiguration configuration, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(configuration.Read<OutlierOptions>(OutlierOptions.Section).Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                foreach (var service in services.All)
                    service.Service.Compare();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }
}
