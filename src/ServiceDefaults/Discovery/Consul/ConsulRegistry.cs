using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>What a Consul knows, read by blocking queries: one for the names of the services, one for each service.</summary>
/// <remarks>
/// A change of one service ends one query and is read and compared alone, whatever the number of services. Over plain HTTP each query
/// holds a connection: beyond some 200 services, raise <c>limits.http_max_conns_per_client</c> of the agent (default 200), or use TLS.
/// </remarks>
public sealed class ConsulRegistry : IServiceRegistry, IDisposable
{
    readonly HttpClient _http;
    readonly IConsulApi _api;
    readonly ConsulCalls _calls;
    readonly Chance _chance;
    readonly ILogger _logger;

    /// <param name="options">Which Consul, and how it is read; valid.</param>
    public ConsulRegistry(ConsulOptions options, TimeProvider time, Chance chance, ILogger<ConsulRegistry> logger)
        : this(options, time, chance, logger, ConsulConnection.Open(options))
    {
    }

    internal ConsulRegistry(ConsulOptions options, TimeProvider time, Chance chance, ILogger logger, (HttpClient Http, IConsulApi Api) connection)
    {
        (_http, _api) = connection;
        _calls = new ConsulCalls(options, time);
        (_chance, _logger) = (chance, logger);
        Name = $"consul {options.Address.GetLeftPart(UriPartial.Authority)}";
    }

    public string Name { get; }

    public async IAsyncEnumerable<RegistryUpdate> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var updates = Channel.CreateUnbounded<RegistryUpdate>(new UnboundedChannelOptions { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = new ConsulFollower(Name, _api, _calls, _chance, updates.Writer, _logger).RunAsync(stop.Token);
        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(cancellation))
                yield return update;
        }
        finally
        {
            await stop.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _calls.Dispose();
    }
}
