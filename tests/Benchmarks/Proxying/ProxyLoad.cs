using Modular.Benchmarks.Reporting;

namespace Modular.Benchmarks.Proxying;

/// <summary>The same load on whatever is compared.</summary>
sealed class ProxyLoad(int connections, int threads)
{
    public async Task WarmUpAsync(Peer peer, TimeSpan duration, ProgressLine progress, CancellationToken cancellation)
    {
        if (duration == TimeSpan.Zero)
            return;
        progress.Report($"warming up {peer.Name}");
        await Wrk.RunAsync(new(peer.Address, PeerStarter.Path), connections, threads, duration, cancellation);
    }

    public async Task<ProxyWindow> MeasureAsync(Peer peer, TimeSpan duration, CancellationToken cancellation)
    {
        var before = peer.Cpu;
        var measured = await Wrk.RunAsync(new(peer.Address, PeerStarter.Path), connections, threads, duration, cancellation);
        return new(measured, (peer.Cpu - before).TotalMicroseconds / measured.Requests);
    }
}

/// <summary>One window of one peer.</summary>
/// <param name="CpuMicroseconds">Processor time of the proxy a request: it tells programs apart also where the machine is not quiet.</param>
sealed record ProxyWindow(WrkResult Wrk, double CpuMicroseconds);
