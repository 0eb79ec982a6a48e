using System.Net;
using System.Net.Sockets;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Topology;

public sealed class BrokerProbeTests : IDisposable
{
    readonly TcpListener _there = new(IPAddress.Loopback, 0);
    readonly Socket _away = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public BrokerProbeTests()
    {
        _there.Start();
        // Taken, and not listened to: nobody else can come to listen there meanwhile.
        _away.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    (string Host, int Port) There => ("127.0.0.1", ((IPEndPoint)_there.LocalEndpoint).Port);

    (string Host, int Port) Away => ("127.0.0.1", ((IPEndPoint)_away.LocalEndPoint!).Port);

    [Fact]
    public Task A_broker_that_listens_is_there() => CheckAsync(There);

    [Fact]
    public Task One_server_of_several_is_enough() => CheckAsync(Away, There);

    [Fact]
    public async Task A_broker_that_is_not_there_is_refused_by_its_address_and_the_name_of_its_setting()
    {
        var refusal = await Assert.ThrowsAsync<TopologyException>(() => CheckAsync(Away));

        Assert.Equal($"No RabbitMQ broker is there: 127.0.0.1:{Away.Port} (connection refused). Start one, or set ConnectionStrings:RabbitMq to one that runs.", refusal.Message);
    }

    [Fact]
    public async Task All_servers_that_were_tried_are_named() =>
        Assert.Contains("no-such-host.invalid:9092", (await Assert.ThrowsAsync<TopologyException>(() => CheckAsync(Away, ("no-such-host.invalid", 9092)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Who_stops_it_hears_of_no_broker() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => new BrokerProbe(TimeProvider.System).CheckAsync(new("RabbitMQ", "ConnectionStrings:RabbitMq", [Away]), new(canceled: true)));

    public void Dispose()
    {
        _there.Dispose();
        _away.Dispose();
    }

    static Task CheckAsync(params (string Host, int Port)[] servers) =>
        new BrokerProbe(TimeProvider.System).CheckAsync(new("RabbitMQ", "ConnectionStrings:RabbitMq", servers), TestContext.Current.CancellationToken);
}
