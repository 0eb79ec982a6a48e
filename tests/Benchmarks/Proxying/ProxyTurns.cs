using Modular.Benchmarks.CommandLine;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Proxying;

/// <summary>Windows of all peers in turns, so that what else the machine does meets them alike.</summary>
/// <remarks>
/// A process is faster or slower for as long as it lives, by its place in memory and by what was started before it: of two that are the same program
/// the later one took 5 to 10 % longer. So all are started anew several times, and every other time in the reverse order.
/// </remarks>
/// <param name="direct">What is behind the proxies.</param>
sealed class ProxyTurns(Arguments arguments, PeerStarter starter, Peer direct, HttpClient http, ProgressLine progress)
{
    readonly ProxyLoad _load = new(http, arguments.Number("connections"), arguments.Number("threads"));

    /// <summary>What was measured, by the name of the peer.</summary>
    public Dictionary<string, List<ProxyWindow>> Windows { get; } = new(StringComparer.Ordinal);

    /// <param name="start">1 for the first.</param>
    public async Task TakeAsync(int start, CancellationToken cancellation)
    {
        var peers = new List<Peer> { direct };
        try
        {
            var names = arguments["peers"].Split(',', StringSplitOptions.RemoveEmptyEntries);
            foreach (var name in InTurn(names, start))
                if (starter.Start(name) is { } peer)
                {
                    peers.Add(peer);
                    await peer.ReadyAsync(http, PeerStarter.Path, starter.Log(name), cancellation);
                }
                else
                {
                    progress.Report($"{name} is not installed and left out");
                }

            foreach (var peer in peers.Skip(1))
                await _load.WarmUpAsync(peer, arguments.Seconds("warmup", least: 0), progress, cancellation);
            for (var round = 1; round <= arguments.Number("rounds"); round++)
                foreach (var peer in InTurn(peers, round))
                {
                    progress.Report($"start {start}, round {round}, {peer.Name}");
                    WindowsOf(peer).Add(await _load.MeasureAsync(peer, arguments.Seconds("seconds"), cancellation));
                }
        }
        finally
        {
            foreach (var peer in peers.Skip(1))
                await peer.DisposeAsync();
        }
    }

    static IEnumerable<T> InTurn<T>(IEnumerable<T> all, int turn) => turn % 2 == 1 ? all : all.Reverse();

    List<ProxyWindow> WindowsOf(Peer peer)
    {
        if (!Windows.TryGetValue(peer.Name, out var windows))
            Windows[peer.Name] = windows = [];
        return windows;
    }
}
