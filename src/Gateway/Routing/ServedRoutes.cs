using Yarp.ReverseProxy.Configuration;

namespace Modular.Gateway.Routing;

/// <summary>The routes by which requests are matched now. A table that was made is not one yet: YARP and its matcher have to take it up.</summary>
sealed class ServedRoutes : IConfigChangeListener
{
    volatile RouteTable _table = RouteTable.Empty;

    public RouteTable Table => _table;

    /// <summary>How many tables came into effect since the start.</summary>
    public int Builds { get; private set; }

    /// <summary>Comes after the endpoints were replaced, which makes the matcher anew on the same thread.</summary>
    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        var table = proxyConfigs.OfType<ProxyConfig>().Single().Table;
        if (ReferenceEquals(table, _table))
            return;
        Builds++;
        _table = table;
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }
}
