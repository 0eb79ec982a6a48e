using Modular.Benchmarks.Processes;
using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Proxying;

/// <summary>The same load on whatever is compared.</summary>
sealed class ProxyLoad(HttpClient http, int connections, int threads)
{
    /// <summary>As long as a window may be: to open and to close connections is to be compiled before the first one too.</summary>
    static readonly TimeSpan Piece = TimeSpan.FromSeconds(2);

    public async Task WarmUpAsync(Peer peer, TimeSpan duration, ProgressLine progress, CancellationToken cancellation)
    {
        if (duration == TimeSpan.Zero)
            return;
        progress.Report($"warming up {peer.Name}");
        for (var left = duration; left > TimeSpan.Zero; left -= Piece)
            await Wrk.RunAsync(new(peer.Address, PeerStarter.Path), connections, threads, Piece, cancellation);
    }

    public async Task<ProxyWindow> MeasureAsync(Peer peer, TimeSpan duration, CancellationToken cancellation)
    {
        var allocated = await AllocatedAsync(peer, cancellation);
        var before = peer.Cpu;
        var measured = await Wrk.RunAsync(new(peer.Address, PeerStarter.Path), connections, threads, duration, cancellation);
        var cpu = peer.Cpu - before;
        return new(measured, cpu.TotalMicroseconds / measured.Requests, (await AllocatedAsync(peer, cancellation) - allocated) / measured.Requests);
    }

    // Asked between the windows, never during one.
    async Task<double> AllocatedAsync(Peer peer, CancellationToken cancellation) =>
        peer.Process is null ? double.NaN : await HostMetrics.AllocatedBytesAsync(http, peer.Address, cancellation) ?? double.NaN;
}

/// <summary>One window of one peer.</summary>
/// <param name="CpuMicroseconds">Processor time of the proxy a request: it tells programs apart also where the machine is not quiet.</param>
/// <param name="AllocatedBytes">A request, of the proxy's managed memory, with whatever else its process does meanwhile; not a number where there is none.</param>
sealed record ProxyWindow(WrkResult Wrk, double CpuMicroseconds, double AllocatedBytes);
