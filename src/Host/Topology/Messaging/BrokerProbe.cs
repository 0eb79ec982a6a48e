using System.Net.Sockets;

namespace Modular.Host.Topology;

/// <summary>Whether a broker listens where the configuration says. Without one, what is started would wait for it for ever.</summary>
sealed class BrokerProbe(TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <exception cref="TopologyException">None of its servers takes a connection within 3 s.</exception>
    public async Task CheckAsync(BrokerAddress broker, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var faults = new List<string>();
        await foreach (var answer in Task.WhenEach(broker.Servers.Select(server => FaultAsync(server, enough.Token))))
        {
            if (await answer is not { } fault)
            {
                await enough.CancelAsync();
                return;
            }

            cancellation.ThrowIfCancellationRequested();
            faults.Add(fault);
        }

        if (faults.Count > 0)
            throw new TopologyException($"No {broker.Kind} broker is there: {string.Join(", ", faults)}. Start one, or set {broker.Setting} to one that runs.");
    }

    /// <returns>Null when it takes a connection.</returns>
    async Task<string?> FaultAsync((string Host, int Port) server, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.Host, server.Port, either.Token);
            return null;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return $"{server.Host}:{server.Port} ({Reason(e)})";
        }
    }

    static string Reason(Exception failure) => failure switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "host not found",
        SocketException socket => socket.Message,
        _ => $"no answer within {Patience.TotalSeconds} s",
    };
}

static class BrokerProbeExtensions
{
    /// <summary>
    /// Fails at once when all modules run here and their broker does not. One process of several does not look: where it is started again while
    /// the broker is away it waits for it, and nobody has to start it once more. For those that it starts, `up` looks.
    /// </summary>
    /// <exception cref="TopologyException">No broker is there.</exception>
    public static async Task CheckBrokerAsync(this WebApplicationBuilder builder, TopologyOptions topology)
    {
        var isSupervised = builder.Configuration.GetValue<bool>("Supervision:Lifeline");
        if (topology.Elsewhere.Count == 0 && !isSupervised && BrokerAddress.Of(topology.Transport, builder.Configuration) is { } broker)
            await new BrokerProbe(TimeProvider.System).CheckAsync(broker, CancellationToken.None);
    }
}
