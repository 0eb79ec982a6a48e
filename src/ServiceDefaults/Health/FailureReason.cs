using System.Net.Sockets;
using Npgsql;

namespace Modular.ServiceDefaults.Health;

/// <summary>Says in a few words, without secrets, why a database did not answer.</summary>
static class FailureReason
{
    public static string Of(Exception exception) => exception switch
    {
        PostgresException postgres => $"{postgres.MessageText} ({postgres.SqlState})",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "host not found",
        SocketException socket => socket.Message,
        TimeoutException or OperationCanceledException => "no answer in time",
        { InnerException: { } inner } => Of(inner),
        _ => exception.Message,
    };
}
