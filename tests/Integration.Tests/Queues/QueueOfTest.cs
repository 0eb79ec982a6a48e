using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Host.Topology.Queues;
using Modular.Integration.Tests.Hosting;
using Npgsql;
using Wolverine;
using Wolverine.Runtime;
using Wolverine.Transports;

namespace Modular.Integration.Tests.Queues;

/// <summary>One queue in a database of its own, and a receiver that does as it is told.</summary>
sealed class QueueOfTest : IAsyncDisposable
{
    public static readonly Uri Uri = QueueTransport.UriOf("test");

    readonly NpgsqlDataSource _database;
    readonly CancellationTokenSource _stopping = new();

    QueueOfTest(NpgsqlDataSource database)
    {
        _database = database;
        Table = new("test", database);
    }

    public QueueTable Table { get; }

    public static async Task<QueueOfTest> CreateAsync(TestSystem system, bool isThere = true)
    {
        var queue = new QueueOfTest(NpgsqlDataSource.Create(await (await system.ServerAsync()).NewDatabaseAsync()));
        if (isThere)
            await queue.Table.CreateAsync();
        return queue;
    }

    public static Envelope Message(string text) => new() { Id = Guid.CreateVersion7(), MessageType = text, Data = [1, 2, 3] };

    public async Task<NpgsqlConnection> ConnectAsync() => await _database.OpenConnectionAsync(TestContext.Current.CancellationToken);

    public Task PutAsync(params IEnumerable<string> texts) => Table.PutAsync([.. texts.Select(Message)], TestContext.Current.CancellationToken);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public QueueListener Listen(Receiver receiver, TimeSpan polling, Bell? bell = null) => new(
        Uri, Table, bell ?? new(), receiver, new() { Pause = TimeSpan.Zero, PollingInterval = polling }, TimeProvider.System,
        NullLogger.Instance, _stopping.Token);

    /// <summary>Listens to <c>NOTIFY</c> until the test ends.</summary>
    public Bell Bell()
    {
        var doorbell = new Doorbell([Table.Channel], _database, TimeProvider.System, NullLogger<Doorbell>.Instance);
        _ = doorbell.ListenAsync(_stopping.Token);
        return doorbell[Table.Channel];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _database.DisposeAsync();
    }
}

/// <param name="take">What is done with a message: true settles it.</param>
sealed class Receiver(Func<Envelope, bool> take) : IReceiver
{
    readonly ConcurrentQueue<string> _received = [];

    public IReadOnlyCollection<string> Received => _received;

    public IHandlerPipeline Pipeline => null!;

    public async ValueTask ReceivedAsync(IListener listener, Envelope[] messages)
    {
        foreach (var message in messages)
            await ReceivedAsync(listener, message);
    }

    public async ValueTask ReceivedAsync(IListener listener, Envelope envelope)
    {
        _received.Enqueue(envelope.MessageType ?? "nothing");
        if (take(envelope))
            await listener.CompleteAsync(envelope);
        else
            await listener.DeferAsync(envelope);
    }

    public ValueTask DrainAsync() => ValueTask.CompletedTask;

    public void Dispose()
    {
    }
}
