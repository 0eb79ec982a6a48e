using Marten;
using Marten.Services;
using Npgsql;

namespace Modular.Kernel;

/// <summary>Work in a transaction that is never committed.</summary>
public static class RolledBack
{
    /// <summary>Gives <paramref name="work"/> a session; whatever it saves, later reads of the session see, and nobody else ever does.</summary>
    public static async Task WithoutCommitAsync(
        this IDocumentStore store, Func<IDocumentSession, CancellationToken, Task> work, CancellationToken cancellation)
    {
        await using var connection = store.Storage.Database.CreateConnection();
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var session = store.LightweightSession(SessionOptions.ForTransaction(transaction)))
            await work(session, cancellation);
        await transaction.RollbackAsync(cancellation);
    }
}
