using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.Policy;

namespace Modular.Gateway.Tests.Forwarding;

/// <summary>How long connections live, as documents want it, seen from an instance that watches its own.</summary>
public sealed class ConnectionLifeTests : IAsyncLifetime
{
    // Clocks of the two sides do not begin at the same moment.
    static readonly TimeSpan JustUnder = TimeSpan.FromMilliseconds(900);

    readonly ConcurrentDictionary<string, bool> _open = new(StringComparer.Ordinal);
    readonly TaskCompletionSource _released = new();
    TestGateway _gateway = null!;
    Upstream _order = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(("Health:Active", "false"));

    [Theory]
    [InlineData("tcp: { idleTimeout: 1s }", HttpProtocols.Http1)]
    [InlineData("http: { idleTimeout: 1s }", HttpProtocols.Http1)]
    [InlineData("tcp: { idleTimeout: 1h }, http: { idleTimeout: 1s }", HttpProtocols.Http2)]
    public async Task A_connection_that_nobody_uses_is_closed(string pool, HttpProtocols protocols)
    {
        await StartAsync(protocols, pool);
        var used = await ConnectionAsync();
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(used, await ConnectionAsync());
        Assert.True(_open[used]);

        // Without the document it would be after a minute.
        await Eventually.SoAsync(() => !_open[used]);

        Assert.True(Stopwatch.GetElapsedTime(since) > JustUnder);
        Assert.NotEqual(used, await ConnectionAsync());
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_connection_that_is_too_old_takes_no_more_requests_and_its_last_one_is_not_cut_off(HttpProtocols protocols)
    {
        await StartAsync(protocols, "tcp: { maxConnectionDuration: 1s }");
        var began = Stopwatch.GetTimestamp();
        using var running = await _gateway.Client.GetStreamReaderAsync("/api?held");
        var first = await running.ReadLineAsync(Cancellation);

        var used = await ConnectionAsync();
        await Eventually.SoAsync(async () => await ConnectionAsync() != used);

        // HTTP/1.1 needs another connection beside the one that is taken; in HTTP/2 they were the same.
        Assert.Equal(protocols == HttpProtocols.Http2, used == first);
        Assert.True(Stopwatch.GetElapsedTime(began) > JustUnder);
        Assert.True(_open[first!]);
        _released.SetResult();
        Assert.Equal("whole", await running.ReadLineAsync(Cancellation));
        await Eventually.SoAsync(() => !_open[first!]);
        Assert.NotEqual(first, await ConnectionAsync());
    }

    [Fact]
    public async Task The_operating_system_keeps_a_connection_alive_as_the_document_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the timers of its connections.");
        await StartAsync(HttpProtocols.Http1, "tcp: { tcpKeepalive: { time: 40s, interval: 5s, probes: 3 } }");
        await ConnectionAsync();

        await Eventually.SoAsync(() => KeepAliveTimers(_order.Address.Port).Any(left => left > TimeSpan.FromSeconds(20) && left <= TimeSpan.FromSeconds(40)));
    }

    [Fact]
    public async Task Without_a_word_of_it_no_timer_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the timers of its connections.");
        await StartAsync(HttpProtocols.Http1, "tcp: { connectTimeout: 5s }");
        await ConnectionAsync();

        Assert.Empty(KeepAliveTimers(_order.Address.Port));
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _gateway.DisposeAsync();
        await _order.DisposeAsync();
    }

    async Task StartAsync(HttpProtocols protocols, string pool)
    {
        _order = await Upstream.StartAsync(AnswerAsync, protocols: protocols);
        _gateway.Registry.Tell("order", _order.Instance("order", "/api", ("protocol", protocols == HttpProtocols.Http2 ? "http2" : "http1")));
        (await _gateway.EventuallyAsync("/api", HttpStatusCode.OK)).Dispose();
        using var document = new StringContent(Reads.DestinationRule($"host: order\ntrafficPolicy:\n  connectionPool: {{ {pool} }}"));
        using var answer = await _gateway.Admin.PutAsync(new Uri("/policies/DestinationRule/order", UriKind.Relative), document, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Says on which connection the request came; one that is to be held goes on when it is told to.</summary>
    async Task AnswerAsync(HttpContext context)
    {
        var id = context.Connection.Id;
        if (_open.TryAdd(id, true))
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(() => _open[id] = false);
        await context.Response.WriteAsync($"{id}\n");
        if (!context.Request.Query.ContainsKey("held"))
            return;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await _released.Task;
        await context.Response.WriteAsync("whole\n");
    }

    async Task<string> ConnectionAsync()
    {
        using var answer = await _gateway.Client.GetAsync(new Uri("/api", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(Cancellation)).Trim();
    }

    /// <summary>How long the system will wait before it asks the other side, for each connection to a port (proc_net_tcp: timer 2, in hundredths of a second).</summary>
    static IEnumerable<TimeSpan> KeepAliveTimers(int port) =>
        from table in (string[])["/proc/net/tcp", "/proc/net/tcp6"]
        where File.Exists(table)
        from line in File.ReadLines(table).Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields[2].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[5].StartsWith("02:", StringComparison.Ordinal)
        select TimeSpan.FromMilliseconds(10 * int.Parse(fields[5].AsSpan(3), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture));
}
