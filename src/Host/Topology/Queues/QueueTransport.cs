using JasperFx.Core;
using Npgsql;
using Wolverine.Runtime;
using Wolverine.Transports;

namespace Modular.Host.Topology.Queues;

/// <summary>Queues in a PostgreSQL database, as a broker of Wolverine's (docs/adr/0018-own-postgresql-queues.md).</summary>
sealed class QueueTransport(NpgsqlDataSource database, QueueOptions options) : BrokerTransport<QueueEndpoint>(Scheme, "PostgreSQL queues", ["postgresql"])
{
    public const string Scheme = "pgqueue";
    public const string NameColumn = "Queue";
    public const string CountColumn = "Count";

    readonly Dictionary<Uri, QueueEndpoint> _endpoints = [];
    readonly Lock _gate = new();
    Doorbell? _doorbell;

    public NpgsqlDataSource Database => database;

    public QueueOptions Options => options;

    public override Uri ResourceUri { get; } = new($"{Scheme}://queues");

    public static Uri UriOf(string queue) => new($"{Scheme}://{queue}");

    /// <summary>The bell of a queue that is listened to here.</summary>
    public Bell BellOf(QueueEndpoint queue, IWolverineRuntime runtime)
    {
        lock (_gate)
        {
            if (_doorbell is null)
            {
                var channels = _endpoints.Values.Where(endpoint => endpoint.IsListener).Select(endpoint => endpoint.Table.Channel);
                _doorbell = new(channels, database, TimeProvider.System, runtime.LoggerFactory.CreateLogger<Doorbell>());
                _ = _doorbell.ListenAsync(runtime.Cancellation);
            }

            return _doorbell[queue.Table.Channel];
        }
    }

    public override ValueTask ConnectAsync(IWolverineRuntime runtime) => ValueTask.CompletedTask;

    public override IEnumerable<PropertyColumn> DiagnosticColumns() => [new(NameColumn), new(CountColumn)];

    protected override IEnumerable<QueueEndpoint> endpoints()
    {
        lock (_gate)
            return [.. _endpoints.Values];
    }

    protected override QueueEndpoint findEndpointByUri(Uri uri)
    {
        lock (_gate)
        {
            if (!_endpoints.TryGetValue(uri, out var endpoint))
                _endpoints[uri] = endpoint = new(uri, this);
            return endpoint;
        }
    }
}
