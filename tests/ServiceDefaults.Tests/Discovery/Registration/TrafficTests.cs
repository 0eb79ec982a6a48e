using Microsoft.AspNetCore.Http;
using Modular.ServiceDefaults.Discovery.Registration;

namespace Modular.ServiceDefaults.Tests.Discovery.Registration;

public sealed class TrafficTests
{
    readonly Clock _time = new();
    readonly Traffic _traffic;

    public TrafficTests() => _traffic = new Traffic(_time);

    [Fact]
    public async Task A_request_is_in_flight_until_it_is_done_and_then_it_is_quiet()
    {
        var done = new TaskCompletionSource();
        var request = Request("/api/orders", done.Task);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((1, TimeSpan.Zero), (_traffic.InFlight, _traffic.QuietFor));

        done.SetResult();
        await request;
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((0, TimeSpan.FromSeconds(2)), (_traffic.InFlight, _traffic.QuietFor));
    }

    [Fact]
    public async Task One_that_fails_is_done_too()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Request("/api/orders", Task.FromException(new InvalidOperationException())));

        Assert.Equal(0, _traffic.InFlight);
    }

    [Theory]
    [InlineData("/health/ready", true)]
    [InlineData("/health/live", true)]
    [InlineData("/metrics", true)]
    [InlineData("/healthy", false)]
    [InlineData("/api/health", false)]
    [InlineData("/", false)]
    public async Task Probes_and_scrapes_do_not_count(string path, bool isQuiet)
    {
        _time.Advance(TimeSpan.FromSeconds(5));

        await Request(path, Task.CompletedTask);

        Assert.Equal(isQuiet ? TimeSpan.FromSeconds(5) : TimeSpan.Zero, _traffic.QuietFor);
    }

    Task Request(string path, Task work) => _traffic.CountAsync(new DefaultHttpContext { Request = { Path = path } }, _ => work);
}
