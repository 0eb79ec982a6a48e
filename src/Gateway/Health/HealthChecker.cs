using Modular.Gateway.Instances;

namespace Modular.Gateway.Health;

/// <summary>Asks every instance of a service that gets requests whether it is well, for as long as it is there.</summary>
/// <remarks>A registry may hold much else, databases for one, that would wonder about being asked.</remarks>
sealed class HealthChecker(IHealthProbe probe, LoadBalancing.Dice dice, TimeProvider time) : IInstanceWatch
{
    /// <summary>250 ms: an instance that is about to be ready is asked again soon; each time after twice as long, up to 1 s.</summary>
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>An instance that becomes ready gets requests within this, however long it took.</summary>
    static readonly TimeSpan LongestJoiningPause = TimeSpan.FromSeconds(1);

    public void Begin(Service service, Destination instance)
    {
        if (service.Parts.Health.Active)
            _ = WatchAsync(service, instance);
    }

    async Task WatchAsync(Service service, Destination instance)
    {
        var health = service.Parts.Health;
        var joiningPause = FirstPause;
        await service.WhenWantedAsync(instance.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!instance.Ended.IsCancellationRequested)
        {
            instance.CheckBegins();
            var failure = await probe.FailureAsync(instance.Registration, instance.Treatment.Tls, health.Timeout, instance.Ended);
            if (instance.Ended.IsCancellationRequested)
                return;
            service.Checked(instance, failure);
            var pause = instance.Life.Stage == LifeStage.Joining ? Shorter(joiningPause, health.Interval) : health.Interval;
            joiningPause = Shorter(joiningPause * 2, LongestJoiningPause);
            // A tenth of jitter, or all instances of a gateway that has just started would be asked at the same moment for ever.
            await WaitAsync(instance, pause * (0.95 + (0.1 * dice.Share())));
        }
    }

    async Task WaitAsync(Destination instance, TimeSpan pause)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(instance.Ended);
        await Task.WhenAny(instance.CheckAsked(), Task.Delay(pause, time, over.Token));
        await over.CancelAsync();
    }

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
