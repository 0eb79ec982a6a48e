using Wolverine.Configuration;
using Wolverine.Runtime;
using Wolverine.Transports;
using Wolverine.Transports.Sending;
using Endpoint = Wolverine.Configuration.Endpoint;

namespace Modular.Host.Topology.Queues;

/// <summary>A queue as Wolverine knows it: <c>pgqueue://order</c>.</summary>
sealed class QueueEndpoint : Endpoint, IBrokerQueue
{
    readonly QueueTransport _transport;

    public QueueEndpoint(Uri uri, QueueTransport transport)
        : base(uri, EndpointRole.Application)
    {
        _transport = transport;
        Table = new(uri.Host, transport.Database);
        EndpointName = uri.Host;
        BrokerRole = "queue";
        Mode = EndpointMode.Durable;
    }

    public QueueTable Table { get; }

    // Between an inbox and an outbox, or a message could be lost.
    protected override bool supportsMode(EndpointMode mode) => mode == EndpointMode.Durable;

    public override ValueTask<IListener> BuildListenerAsync(IWolverineRuntime runtime, IReceiver receiver) => ValueTask.FromResult<IListener>(
        new QueueListener(
            Uri, Table, _transport.BellOf(this, runtime), receiver, _transport.Options, TimeProvider.System,
            runtime.LoggerFactory.CreateLogger<QueueListener>(), runtime.Cancellation));

    protected override ISender CreateSender(IWolverineRuntime runtime) => new QueueSender(
        Uri, Table, _transport.Options, TimeProvider.System, runtime.LoggerFactory.CreateLogger<QueueSender>());

    public override async ValueTask InitializeAsync(ILogger logger)
    {
        if (_transport.AutoProvision)
            await SetupAsync(logger);
    }

    public async ValueTask<bool> CheckAsync() => await Table.ExistsAsync();

    public async ValueTask SetupAsync(ILogger logger) => await Table.CreateAsync();

    public async ValueTask TeardownAsync(ILogger logger) => await Table.DropAsync();

    public async ValueTask PurgeAsync(ILogger logger) => await Table.ClearAsync();

    public async ValueTask<Dictionary<string, string>> GetAttributesAsync() => new(StringComparer.Ordinal)
    {
        [QueueTransport.NameColumn] = EndpointName,
        [QueueTransport.CountColumn] = $"{await Table.CountAsync()}",
    };
}
