using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Forwarding;

/// <summary>What documents say of connections, on real sockets.</summary>
public sealed class ConnectionTests
{
    static readonly (string, string)[] NoChecks = [("Health:Active", "false"), ("Health:ConsecutiveFailures", "0"), ("Balancing:SlowStart", "0"), ("Forwarding:ConnectTimeout", "00:01:00")];

    [Fact]
    public async Task An_instance_has_no_more_connections_than_it_may_and_all_requests_are_answered()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        var (active, peak, connections) = (0, 0, new ConcurrentDictionary<string, bool>());
        await using var order = await Upstream.StartAsync(async context =>
        {
            connections[context.Connection.Id] = true;
            InterlockedMax(ref peak, Interlocked.Increment(ref active));
            await Task.Yield();
            Interlocked.Decrement(ref active);
        });
        await RouteAsync(gateway, new() { MaxConnections = 2 }, order.Instance("order", "/api"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => SendAsync(gateway)));

        Assert.All(answers, answer => Assert.Equal((200, null), answer));
        Assert.InRange(peak, 1, 2);
        Assert.InRange(connections.Count, 1, 2);
    }

    [Fact]
    public async Task Who_finds_no_connection_waits_and_who_finds_too_many_waiting_is_told_to_come_again()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        var released = new TaskCompletionSource();
        await using var order = await Upstream.StartAsync(_ => released.Task);
        var instance = order.Instance("order", "/api");
        await RouteAsync(gateway, new() { MaxConnections = 1, MaxPendingRequests = 1 }, instance);
        var traffic = ServiceOf(gateway).Traffic;

        var served = SendAsync(gateway);
        await Eventually.SoAsync(() => order.Requests == 1);
        var waiting = SendAsync(gateway);
        await Eventually.SoAsync(() => traffic.Pending == 1);
        var shed = await SendAsync(gateway);
        var state = await StateAsync(gateway, instance);
        released.SetResult();

        Assert.Equal((503, "pending-requests"), shed);
        Assert.Equal((0, "closed"), state);
        Assert.Equal((200, null), await served);
        Assert.Equal((200, null), await waiting);
        Assert.Equal(2, order.Requests);
        await Eventually.SoAsync(() => traffic is { Active: 0, Pending: 0 } && ServiceOf(gateway).Instances[0].InFlight == 0);
    }

    [Fact]
    public async Task Whose_time_is_over_before_there_is_a_connection_is_told_so_and_the_instance_is_not_to_blame()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        var released = new TaskCompletionSource();
        await using var order = await Upstream.StartAsync(_ => released.Task);
        var instance = order.Instance("order", "/api");
        await RouteAsync(gateway, new() { MaxConnections = 1 }, instance);
        var served = SendAsync(gateway);
        await Eventually.SoAsync(() => order.Requests == 1);

        var late = await SendAsync(gateway, ("x-request-timeout-ms", "50"));
        var state = await StateAsync(gateway, instance);
        released.SetResult();

        Assert.Equal((503, "connections"), late);
        Assert.Equal((0, "closed"), state);
        Assert.Equal((200, null), await served);
    }

    [Fact]
    public async Task Only_so_many_may_wait_for_a_connection_to_be_made()
    {
        // The first that counts would open the breaker.
        await using var gateway = await TestGateway.StartAsync([.. NoChecks, ("Breaker:SuccessRate", "1"), ("Breaker:MinRequests", "1")]);
        using var deaf = DeafServer.Start();
        var instance = deaf.Instance("order", "/api");
        await RouteAsync(gateway, new() { MaxPendingRequests = 1 }, instance);

        var waiting = SendAsync(gateway, ("x-request-timeout-ms", "60000"));
        await Eventually.SoAsync(() => ServiceOf(gateway).Traffic.Pending == 1);
        var shed = await SendAsync(gateway);

        Assert.Equal((503, "pending-requests"), shed);
        Assert.Equal((0, "closed"), await StateAsync(gateway, instance));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Connecting_takes_no_longer_than_the_document_allows()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        using var deaf = DeafServer.Start();
        var instance = deaf.Instance("order", "/api");
        await RouteAsync(gateway, new() { ConnectTimeout = TimeSpan.FromMilliseconds(50) }, instance);

        // Of a minute without the document.
        var answer = await SendAsync(gateway).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal((504, null), answer);
        Assert.Equal(2, (await StateAsync(gateway, instance)).Failures);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(1, 10)]
    [InlineData(2, 1)]
    public async Task A_connection_is_used_again_unless_it_must_not_be(int? perConnection, int expected)
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        var connections = new ConcurrentDictionary<string, bool>();
        await using var order = await Upstream.StartAsync(context =>
        {
            connections[context.Connection.Id] = true;
            return Task.CompletedTask;
        });
        await RouteAsync(gateway, new() { MaxRequestsPerConnection = perConnection, MaxConnections = 1 }, order.Instance("order", "/api"));

        for (var i = 0; i < 10; i++)
            Assert.Equal((200, null), await SendAsync(gateway));

        Assert.Equal(expected, connections.Count);
    }

    [Fact]
    public async Task A_document_that_says_the_same_again_closes_no_connection_and_one_that_says_otherwise_does()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        var closed = 0;
        await using var order = RawServer.Start(async (socket, cancellation) =>
        {
            while (await RawServer.ReadRequestAsync(socket, 0, cancellation))
                await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), cancellation);
            Interlocked.Increment(ref closed);
        });
        await RouteAsync(gateway, new() { MaxConnections = 1 }, order.Instance("order", "/api"));
        await SendAsync(gateway);

        Obey(gateway, new() { MaxConnections = 1, MaxRequests = 50 });
        await SendAsync(gateway);
        Assert.Equal((1, 0), (order.Connections, Volatile.Read(ref closed)));

        Obey(gateway, new() { MaxConnections = 2 });
        await SendAsync(gateway);
        Assert.Equal(2, order.Connections);
        await Eventually.SoAsync(() => Volatile.Read(ref closed) == 1);
    }

    [Fact]
    public async Task No_request_fails_while_the_settings_of_connections_change()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        await using var order = await Upstream.StartAsync(async context =>
        {
            await context.Response.WriteAsync("one");
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Yield();
            await context.Response.WriteAsync("two");
        });
        await RouteAsync(gateway, new() { MaxConnections = 4 }, order.Instance("order", "/api"));
        var isOver = false;
        var changing = ChangeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var failed = new List<(int, string?)>();
            for (var i = 0; i < 250; i++)
                if (await SendAsync(gateway) is var answer && answer != (200, null))
                    failed.Add(answer);
            return failed;
        }));
        Volatile.Write(ref isOver, true);
        await changing;

        Assert.Empty(answers.SelectMany(answer => answer));

        async Task ChangeAsync()
        {
            for (var change = 0; !Volatile.Read(ref isOver); change++)
            {
                Obey(gateway, change % 3 == 0 ? null : new() { MaxConnections = 4 + (change % 5) });
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task Http2_is_spoken_where_the_document_wants_it()
    {
        await using var gateway = await TestGateway.StartAsync(NoChecks);
        var protocols = new ConcurrentDictionary<string, bool>();
        await using var order = await Upstream.StartAsync(
            context =>
            {
                protocols[context.Request.Protocol] = true;
                return Task.CompletedTask;
            },
            protocols: HttpProtocols.Http2);
        await RouteAsync(
            gateway,
            new() { Http2 = true, MaxConnections = 1, TcpKeepalive = new(3, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)), Http2KeepAlive = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)) },
            order.Instance("order", "/api"));

        Assert.Equal((200, null), await SendAsync(gateway));

        Assert.Equal("HTTP/2", Assert.Single(protocols).Key);
    }

    static async Task RouteAsync(TestGateway gateway, ConnectionPoolSettings pool, ServiceInstance instance)
    {
        gateway.Registry.Tell("order", instance);
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);
        Obey(gateway, pool);
    }

    static void Obey(TestGateway gateway, ConnectionPoolSettings? pool) =>
        ServiceOf(gateway).Obey(new(TrafficRules.None, new() { ConnectionPool = pool }));

    static Service ServiceOf(TestGateway gateway) => gateway.Services.GetRequiredService<ServiceDirectory>().Find("order")!.Service;

    static async Task<(int Failures, string? Breaker)> StateAsync(TestGateway gateway, ServiceInstance instance)
    {
        var state = await gateway.InstanceAsync(instance.Id!);
        return (state.GetProperty("failures").GetInt32(), state.GetProperty("breaker").GetString());
    }

    static async Task<(int Status, string? Overload)> SendAsync(TestGateway gateway, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/x");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.Headers.TryGetValues("x-modular-overload", out var limits) ? limits.Single() : null);
    }

    static void InterlockedMax(ref int peak, int value)
    {
        for (var seen = Volatile.Read(ref peak); value > seen; seen = Volatile.Read(ref peak))
            if (Interlocked.CompareExchange(ref peak, value, seen) == seen)
                return;
    }
}
