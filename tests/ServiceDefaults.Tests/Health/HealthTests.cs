using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Modular.ServiceDefaults.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    readonly Service _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_started_service_lives_and_is_ready()
    {
        var (live, _) = await Get("/health/live");
        var (ready, report) = await Get("/health/ready");

        Assert.Equal(HttpStatusCode.OK, live);
        Assert.Equal(HttpStatusCode.OK, ready);
        Assert.Equal("healthy", report.GetProperty("status").GetString());
        var check = Assert.Single(report.GetProperty("checks").EnumerateArray());
        Assert.Equal("message-store", check.GetProperty("name").GetString());
        Assert.Equal("healthy", check.GetProperty("status").GetString());
        Assert.True(check.GetProperty("durationMs").GetDouble() >= 0);
    }

    [Fact]
    public async Task A_stopping_service_lives_but_is_not_ready()
    {
        // Holds the stop, as requests in flight do, until both answers are in.
        using var answered = new ManualResetEventSlim();
        var lifetime = _service.Services.GetRequiredService<IHostApplicationLifetime>();
        using var hold = lifetime.ApplicationStopping.Register(() => answered.Wait(TimeSpan.FromSeconds(10)));
        var stop = Task.Run(lifetime.StopApplication, TestContext.Current.CancellationToken);
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
            await Task.Yield();

        var (live, _) = await Get("/health/live");
        var (ready, report) = await Get("/health/ready");
        answered.Set();
        await stop;

        Assert.Equal(HttpStatusCode.OK, live);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        Assert.Equal("stopping", report.GetProperty("checks")[0].GetProperty("description").GetString());
    }

    async Task<(HttpStatusCode, JsonElement)> Get(string path)
    {
        using var response = await _service.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(body).RootElement);
    }
}
