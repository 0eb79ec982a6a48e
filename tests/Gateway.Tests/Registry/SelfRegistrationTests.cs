using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Registration;
using Modular.ServiceDefaults.Health;

namespace Modular.Gateway.Tests.Registry;

/// <summary>A real service on a real socket that registers itself at a real registry.</summary>
public sealed class SelfRegistrationTests : IAsyncLifetime
{
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    RunningRegistry _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningRegistry.StartedAsync();

    [Fact]
    public async Task Once_it_is_ready_it_is_registered_with_its_address_and_metadata()
    {
        var health = new Health { IsHealthy = false };
        await using var service = await StartAsync(health);
        await EventuallyAsync(() => Task.FromResult(health.Asked > 0));
        Assert.Empty(await PassingAsync());

        health.IsHealthy = true;

        await EventuallyAsync(async () => (await PassingAsync()).Length == 1);
        var port = new Uri(service.Urls.Single()).Port;
        var instance = (await GetAsync("/v1/health/service/order")).EnumerateArray().Single().GetProperty("Service");
        Assert.Equal($"order-127.0.0.1-{port}", instance.GetProperty("ID").GetString());
        Assert.Equal(("127.0.0.1", port), (instance.GetProperty("Address").GetString(), instance.GetProperty("Port").GetInt32()));
        Assert.Equal("/api/orders", instance.GetProperty("Meta").GetProperty("routes").GetString());
    }

    [Fact]
    public async Task While_it_is_not_ready_its_check_fails_and_says_why()
    {
        var health = new Health();
        await using var service = await StartAsync(health, ("Registry:TimeToLive", "00:00:01"));
        await EventuallyAsync(async () => (await PassingAsync()).Length == 1);

        health.IsHealthy = false;
        await EventuallyAsync(async () => (await PassingAsync()).Length == 0);
        Assert.Contains("database gone", (await GetAsync("/v1/health/checks/order")).EnumerateArray().Single().GetProperty("Output").GetString()!, StringComparison.Ordinal);

        health.IsHealthy = true;
        await EventuallyAsync(async () => (await PassingAsync()).Length == 1);
    }

    [Fact]
    public async Task It_registers_again_at_a_registry_that_forgot_it_and_lives_without_one()
    {
        await using var service = await StartAsync(new Health(), ("Registry:TimeToLive", "00:00:01"));
        await EventuallyAsync(async () => (await PassingAsync()).Length == 1);

        await _running.KillAsync();
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri($"{service.Urls.Single()}/api/orders"), TestContext.Current.CancellationToken)).StatusCode);
        await _running.StartAsync();

        await EventuallyAsync(async () => (await PassingAsync()).Length == 1);
    }

    [Fact]
    public async Task Under_load_no_request_fails_from_the_signal_to_the_end()
    {
        await using var service = await StartAsync(new Health());
        await EventuallyAsync(async () => (await PassingAsync()).Length == 1);
        var address = service.Urls.Single();
        // A client as the gateway is one: it stops sending once the registry has told it that the instance is gone.
        using var known = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => SendAsync(new Uri($"{address}/api/orders"), known.Token)).ToList();
        var slow = _http.GetAsync(new Uri($"{address}/slow"), TestContext.Current.CancellationToken);
        await EventuallyAsync(() => Task.FromResult(Slow.Entered.CurrentCount == 0));

        var stopping = service.StopAsync(TestContext.Current.CancellationToken);
        await EventuallyAsync(async () => (await PassingAsync()).Length == 0);
        // It is out of the registry, and still serves.
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri($"{address}/api/orders"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.False(stopping.IsCompleted);
        await known.CancelAsync();
        var sent = await Task.WhenAll(clients);
        Slow.Let.Release();

        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.All(sent, count => Assert.True(count > 0));
    }

    [Fact]
    public async Task It_waits_for_its_clients_no_longer_than_the_deadline()
    {
        await using var service = await StartAsync(new Health(), ("Shutdown:Quiet", "00:00:01"), ("Shutdown:Deadline", "00:00:02"));
        await EventuallyAsync(async () => (await PassingAsync()).Length == 1);
        using var end = new CancellationTokenSource();
        var client = SendUntilRefusedAsync(new Uri($"{service.Urls.Single()}/api/orders"));

        var began = TimeProvider.System.GetTimestamp();
        await service.StopAsync(TestContext.Current.CancellationToken);

        await client;
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task What_was_never_registered_stops_at_once()
    {
        await using var service = await StartAsync(new Health { IsHealthy = false }, ("Shutdown:Quiet", "00:00:20"));

        await service.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Without_a_registry_nothing_is_added()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var before = builder.Services.Count;

        builder.AddSelfRegistration("order", _ => ServiceMetadata.Empty);

        Assert.Equal(before, builder.Services.Count);
    }

    [Fact]
    public async Task The_host_gives_stopping_the_deadline_on_top_of_its_own_time()
    {
        await using var service = await StartAsync(new Health(), ("Shutdown:Deadline", "00:01:00"));

        Assert.Equal(TimeSpan.FromSeconds(90), service.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _running.DisposeAsync();
    }

    async Task<WebApplication> StartAsync(Health health, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Append(("Registry:Address", _running.Address.ToString())).Select(setting => KeyValuePair.Create<string, string?>(setting.Item1, setting.Item2)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddHealth().AddCheck("database", health);
        builder.AddSelfRegistration("order", _ => new([new(ServiceMetadata.Routes, "/api/orders")]));
        var app = builder.Build();
        app.MapHealth();
        app.MapGet("/api/orders", () => "orders");
        app.MapGet("/slow", async (CancellationToken cancellation) =>
        {
            await Slow.Entered.WaitAsync(cancellation);
            await Slow.Let.WaitAsync(cancellation);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <returns>How many requests were sent, all of them answered with 200.</returns>
    async Task<int> SendAsync(Uri address, CancellationToken until)
    {
        var sent = 0;
        for (; !until.IsCancellationRequested; sent++)
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        return sent;
    }

    async Task SendUntilRefusedAsync(Uri address)
    {
        try
        {
            await SendAsync(address, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // The server is gone.
        }
    }

    async Task<string[]> PassingAsync() =>
        [.. (await GetAsync("/v1/health/service/order?passing")).EnumerateArray().Select(entry => entry.GetProperty("Service").GetProperty("ID").GetString()!)];

    async Task<JsonElement> GetAsync(string path) =>
        JsonDocument.Parse(await _http.GetStringAsync(new Uri(_running.Address, path), TestContext.Current.CancellationToken)).RootElement;

    static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(15), "Not so after 15 s");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    sealed class Health : IHealthCheck
    {
        public bool IsHealthy { get; set; } = true;

        public int Asked { get; private set; }

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Asked++;
            return Task.FromResult(IsHealthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("database gone"));
        }
    }

    /// <summary>A request that takes as long as the test says.</summary>
    static class Slow
    {
        public static readonly SemaphoreSlim Entered = new(1);
        public static readonly SemaphoreSlim Let = new(0);
    }
}
