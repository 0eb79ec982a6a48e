using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Tests.Registry;

/// <summary>1,000 services with 4 instances each, on real sockets.</summary>
public sealed class ManyServicesTests
{
    const int Services = 1000;
    const int Instances = 4;

    [Fact]
    public async Task A_change_of_one_arrives_within_a_second_and_alone()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var running = await RunningRegistry.StartedAsync();
        using var registrar = new ConsulRegistrar(running.Options, TimeProvider.System);
        var all = Enumerable.Range(0, Services * Instances).Select(number => Instance(number / Instances, number % Instances)).ToList();
        await Parallel.ForEachAsync(all, cancellation, async (instance, token) => await registrar.RegisterAsync(instance, TimeSpan.FromMinutes(10), token));

        using var registry = new ConsulRegistry(running.Options, TimeProvider.System, Chances.System, NullLogger<ConsulRegistry>.Instance);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var updates = registry.FollowAsync(end.Token).GetAsyncEnumerator(end.Token);
        for (var told = 0; told < Services; told++)
            Assert.Equal(Instances, (await NextAsync(updates)).Instances.Count);

        var took = new List<TimeSpan>();
        for (var change = 0; change < 21; change++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await registrar.DeregisterAsync(Instance(change * 40, 2).Id, cancellation);
            var update = await NextAsync(updates);

            Assert.Equal((Name(change * 40), Instances - 1), (update.Name, update.Instances.Count));
            took.Add(TimeProvider.System.GetElapsedTime(began));
        }

        // The middle one: what else the machine does at the moment must not decide.
        Assert.InRange(took.Order().ElementAt(10), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => updates.MoveNextAsync().AsTask());
    }

    static string Name(int service) => string.Create(CultureInfo.InvariantCulture, $"service-{service}");

    static ServiceInstance Instance(int service, int instance)
    {
        var address = new UriBuilder("http", string.Create(CultureInfo.InvariantCulture, $"10.{service / 250}.{service % 250}.{instance + 1}"), 8080).Uri;
        return new ServiceInstance(InstanceId.Of(Name(service), address), Name(service), address, ServiceMetadata.Empty);
    }

    static async Task<RegistryUpdate.Service> NextAsync(IAsyncEnumerator<RegistryUpdate> updates)
    {
        Assert.True(await updates.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
        return Assert.IsType<RegistryUpdate.Service>(updates.Current);
    }
}
