using System.Net.Sockets;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Forwarding;

/// <summary>What is said of a connection, read back from the socket.</summary>
public sealed class ConnectionSettingsTests
{
    [Fact]
    public void The_socket_is_told_when_to_ask_the_other_side_how_often_and_when_to_give_up()
    {
        using var socket = Applied(new() { KeepAliveTime = TimeSpan.FromSeconds(40), KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveProbes = 3 });

        Assert.Equal((true, 40, 5, 3), Of(socket));
    }

    [Fact]
    public void What_is_not_said_stays_as_the_system_has_it()
    {
        using var plain = Applied(new());
        using var socket = Applied(new() { KeepAliveTime = TimeSpan.FromSeconds(40) });
        var (_, _, interval, probes) = Of(plain);

        Assert.False(Of(plain).IsOn);
        Assert.Equal((true, 40, interval, probes), Of(socket));
    }

    [Fact]
    public void To_say_only_that_it_is_wanted_turns_it_on()
    {
        using var plain = Applied(new());
        using var socket = Applied(new() { KeepAlive = true });

        Assert.Equal((true, Of(plain).Time, Of(plain).Interval, Of(plain).Probes), Of(socket));
    }

    [Fact]
    public void More_than_the_system_can_count_to_is_the_most_it_can()
    {
        using var socket = Applied(new() { KeepAliveTime = TimeSpan.FromDays(1), KeepAliveInterval = TimeSpan.FromDays(1), KeepAliveProbes = 1000 });

        Assert.Equal((true, 32767, 32767, 127), Of(socket));
    }

    static Socket Applied(ConnectionOptions options)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        options.Apply(socket);
        return socket;
    }

    static (bool IsOn, int Time, int Interval, int Probes) Of(Socket socket)
    {
        return (
            Option(SocketOptionLevel.Socket, SocketOptionName.KeepAlive) != 0,
            Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime),
            Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval),
            Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));

        int Option(SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;
    }
}
