using System.Runtime.CompilerServices;
using Modular.Gateway.Resilience;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// The connections to instances: one pool for all services, so that routes may come and go without closing any, and one more for each service
/// that is to be connected to in another way.
/// </summary>
sealed class Upstream(ForwardingOptions options) : IForwarderHttpClientFactory, IDisposable
{
    readonly UnheardMeters _meters = new();
    readonly ConditionalWeakTable<ServiceTraffic, ConnectionPool> _own = [];
    readonly Lock _gate = new();
    ConnectionPool? _shared;

    /// <summary>The pool of most services.</summary>
    public ConnectionPool Shared => _shared ?? Share();

    /// <summary>The pool of a service, which is in use until <see cref="ConnectionPool.Leave(Instances.Destination, ForwarderRequestConfig)"/>.</summary>
    public ConnectionPool Take(ServiceTraffic traffic)
    {
        while (true)
        {
            var pool = traffic.Connections is null ? Shared : Own(traffic);
            if (pool.TryTake())
                return pool;
        }
    }

    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => Shared.Client;

    public void Dispose()
    {
        _shared?.Dispose();
        foreach (var (_, pool) in _own)
            pool.Dispose();
        _meters.Dispose();
    }

    ConnectionPool Own(ServiceTraffic traffic) =>
        _own.TryGetValue(traffic, out var pool) && ReferenceEquals(pool.Options, traffic.Connections) ? pool : Replace(traffic);

    ConnectionPool Replace(ServiceTraffic traffic)
    {
        lock (_gate)
        {
            // Read again: whoever came late must not bring the old ones back.
            if (traffic.Connections is not { } wanted)
                return Shared;
            if (_own.TryGetValue(traffic, out var pool) && ReferenceEquals(pool.Options, wanted))
                return pool;
            pool?.Retire();
            var next = new ConnectionPool(options, wanted, traffic, _meters);
            _own.AddOrUpdate(traffic, next);
            return next;
        }
    }

    ConnectionPool Share()
    {
        lock (_gate)
            return _shared ??= new(options, own: null, traffic: null, _meters);
    }
}
