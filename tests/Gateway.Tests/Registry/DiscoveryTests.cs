using Microsoft.Extensions.Logging.Abstractions;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Tests.Registry;

/// <summary>The client and the embedded registry on a real socket.</summary>
public sealed class DiscoveryTests : IAsyncLifetime
{
    static readonly TimeSpan Ttl = TimeSpan.FromMinutes(1);
    static readonly ServiceInstance Order = new("order-127.0.0.1-5001", "order", new("http://127.0.0.1:5001"), new([new("version", "v1")]));

    readonly CancellationTokenSource _end = new();
    RunningRegistry _running = null!;
    ConsulRegistry _registry = null!;
    ConsulRegistrar _registrar = null!;
    IAsyncEnumerator<RegistryUpdate> _updates = null!;

    public async ValueTask InitializeAsync()
    {
        _running = await RunningRegistry.StartedAsync();
        _registry = new ConsulRegistry(_running.Options, TimeProvider.System, Chances.System, NullLogger<ConsulRegistry>.Instance);
        _registrar = new ConsulRegistrar(_running.Options, TimeProvider.System);
        _updates = _registry.FollowAsync(_end.Token).GetAsyncEnumerator(_end.Token);
    }

    [Fact]
    public async Task An_instance_is_told_as_it_registered_until_it_fails_or_leaves()
    {
        await _registrar.RegisterAsync(Order, Ttl, _end.Token);
        Assert.Equal([Order], await InstancesAsync());

        Assert.True(await _registrar.RenewAsync(Order.Id, passing: false, "database gone", _end.Token));
        Assert.Empty(await InstancesAsync());

        Assert.True(await _registrar.RenewAsync(Order.Id, passing: true, "ready", _end.Token));
        Assert.Equal([Order], await InstancesAsync());

        await _registrar.DeregisterAsync(Order.Id, _end.Token);
        Assert.Empty(await InstancesAsync());
        Assert.False(await _registrar.RenewAsync(Order.Id, passing: true, "ready", _end.Token));
    }

    [Fact]
    public async Task Maintenance_outlives_a_new_registration()
    {
        using var http = new HttpClient();
        await _registrar.RegisterAsync(Order, Ttl, _end.Token);
        Assert.Equal([Order], await InstancesAsync());
        using var answer = await http.PutAsync(new Uri(_running.Address, $"/v1/agent/service/maintenance/{Order.Id}?enable=true"), null, _end.Token);
        Assert.Empty(await InstancesAsync());

        await _registrar.RegisterAsync(Order, Ttl, _end.Token);

        var passing = await http.GetStringAsync(new Uri(_running.Address, "/v1/health/service/order?passing"), _end.Token);
        Assert.Equal("[]", passing);
    }

    [Fact]
    public async Task A_registry_that_is_killed_and_comes_back_empty_is_lost_found_and_told_empty()
    {
        await _registrar.RegisterAsync(Order, Ttl, _end.Token);
        Assert.Equal([Order], await InstancesAsync());

        await _running.KillAsync();
        Assert.Equal(_registry.Name, Assert.IsType<RegistryUpdate.Lost>(await NextAsync()).Registry);
        await Assert.ThrowsAsync<ConsulException>(() => _registrar.RenewAsync(Order.Id, passing: true, "ready", _end.Token));

        await _running.StartAsync();
        Assert.IsType<RegistryUpdate.Found>(await NextAsync());
        Assert.Empty(await InstancesAsync());

        Assert.False(await _registrar.RenewAsync(Order.Id, passing: true, "ready", _end.Token));
        await _registrar.RegisterAsync(Order, Ttl, _end.Token);
        Assert.Equal([Order], await InstancesAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _updates.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            // That is how following ends.
        }

        await _updates.DisposeAsync();
        _registry.Dispose();
        _registrar.Dispose();
        await _running.DisposeAsync();
        _end.Dispose();
    }

    async Task<RegistryUpdate> NextAsync()
    {
        Assert.True(await _updates.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System, _end.Token));
        return _updates.Current;
    }

    async Task<IReadOnlyList<ServiceInstance>> InstancesAsync()
    {
        var update = Assert.IsType<RegistryUpdate.Service>(await NextAsync());
        Assert.Equal("order", update.Name);
        return update.Instances;
    }
}
