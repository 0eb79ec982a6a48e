using Modular.Gateway.Decisions;
using Modular.Gateway.Discovery;
using Yarp.ReverseProxy.Configuration;

namespace Modular.Gateway.Routing;

/// <summary>Gives YARP its routes, and gives them anew when they change: the first change at once, then at most one build an interval.</summary>
/// <remarks>Instances are none of its business: they come and go without YARP (docs/adr/0013).</remarks>
sealed class RouteSource : IProxyConfigProvider, IDisposable
{
    readonly Lock _gate = new();
    readonly TimeProvider _time;
    readonly TimeSpan _interval;
    readonly DecisionLog _decisions;
    readonly ITimer _timer;
    Func<IEnumerable<RouteClaim>> _claims = () => [];
    Func<IEnumerable<HostRoute>> _hosts = () => [];
    ProxyConfig _config = new(RouteTable.Empty);
    long? _builtAt;
    bool _isDue;
    bool _isOpen;

    public RouteSource(DiscoveryOptions options, DecisionLog decisions, TimeProvider time)
    {
        (_interval, _decisions, _time) = (options.RouteInterval, decisions, time);
        _timer = time.CreateTimer(_ => Build(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The newest. <see cref="ServedRoutes"/> has the one that requests are matched by.</summary>
    public RouteTable Table => Volatile.Read(ref _config).Table;

    /// <summary>Where the claims of services come from.</summary>
    public void From(Func<IEnumerable<RouteClaim>> claims) => _claims = claims;

    /// <summary>Where the hosts of documents come from.</summary>
    public void From(Func<IEnumerable<HostRoute>> hosts) => _hosts = hosts;

    /// <summary>Never fails: the table was made, and found good, before.</summary>
    public IProxyConfig GetConfig() => Volatile.Read(ref _config);

    /// <summary>Begins to give out routes; what was claimed before has waited.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            if (!_isDue)
                return;
        }

        Build();
    }

    /// <summary>Says that what services claim has changed, or who has which host.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            if (_isDue)
                return;
            _isDue = true;
            if (!_isOpen)
                return;
            var wait = _builtAt is { } at ? _interval - _time.GetElapsedTime(at) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
            {
                _timer.Change(wait, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Build();
    }

    public void Dispose() => _timer.Dispose();

    void Build()
    {
        ProxyConfig superseded;
        lock (_gate)
        {
            _isDue = false;
            _builtAt = _time.GetTimestamp();
            var table = RouteTable.Of(_claims(), _hosts());
            if (table == Table)
                return;
            foreach (var conflict in table.Conflicts.Except(Table.Conflicts))
                _decisions.Record("route-conflict", conflict.Winner, instance: null, $"{conflict.Route} is also registered by {string.Join(", ", conflict.Losers)}");
            superseded = _config;
            Volatile.Write(ref _config, new(table));
        }

        superseded.Supersede();
    }
}
