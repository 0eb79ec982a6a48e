using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Modular.Conformance.Tests;

/// <summary>HTTP checks against a service on this machine: a Consul at <c>CONSUL_HTTP_ADDR</c> must be on it too.</summary>
public sealed class HttpCheckTests(ConsulUnderTest consul) : Suite(consul)
{
    [Fact]
    public async Task The_answer_of_the_service_decides()
    {
        await using var service = await Probed.StartAsync();
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", check: new { HTTP = $"{service.Address}/health", Interval = "100ms", Timeout = "5s" });

        await EventuallyAsync("passing", () => StatusAsync(name, $"service:{id}"));
        service.Answer = 429;
        await EventuallyAsync("warning", () => StatusAsync(name, $"service:{id}"));
        service.Answer = 503;
        await EventuallyAsync("critical", () => StatusAsync(name, $"service:{id}"));
        service.Answer = 204;
        await EventuallyAsync("passing", () => StatusAsync(name, $"service:{id}"));
    }

    [Fact]
    public async Task It_asks_as_it_was_told()
    {
        await using var service = await Probed.StartAsync();
        var name = NewName("web");
        var header = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["X-Probe"] = ["yes"] };
        await RegisterAsync(name, $"{name}-1", check: new
        {
            HTTP = $"{service.Address}/deep?a=b",
            Method = "POST",
            Header = header,
            Interval = "100ms",
        });

        await EventuallyAsync(true, () => Task.FromResult(service.Seen.Contains("POST /deep?a=b yes")));
    }

    [Fact]
    public async Task A_service_that_nobody_answers_for_is_critical()
    {
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", check: new { HTTP = "http://127.0.0.1:1/", Interval = "100ms", Status = "passing" });

        await EventuallyAsync("critical", () => StatusAsync(name, $"service:{id}"));
    }

    [Fact]
    public async Task Failures_in_a_row_can_be_asked_for()
    {
        await using var service = await Probed.StartAsync();
        var name = NewName("web");
        var id = await RegisterAsync(name, $"{name}-1", check: new { HTTP = service.Address, Interval = "100ms", FailuresBeforeCritical = 1000, Status = "critical" });
        await EventuallyAsync("passing", () => StatusAsync(name, $"service:{id}"));

        service.Answer = 503;
        var before = service.Seen.Count;
        await EventuallyAsync(true, () => Task.FromResult(service.Seen.Count > before + 5));

        Assert.Equal("passing", await StatusAsync(name, $"service:{id}"));
    }

    /// <summary>What is probed.</summary>
    sealed class Probed : IAsyncDisposable
    {
        WebApplication? _app;

        public int Answer { get; set; } = 200;

        public ConcurrentQueue<string> Seen { get; } = [];

        public string Address => _app!.Urls.Single();

        public static async Task<Probed> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var probed = new Probed { _app = builder.Build() };
            probed._app.Run(context =>
            {
                probed.Seen.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["X-Probe"]}");
                context.Response.StatusCode = probed.Answer;
                return Task.CompletedTask;
            });
            await probed._app.StartAsync(TestContext.Current.CancellationToken);
            return probed;
        }

        public ValueTask DisposeAsync() => _app!.DisposeAsync();
    }
}
