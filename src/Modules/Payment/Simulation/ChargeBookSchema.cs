using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Modular.Payment.Simulation;

/// <summary>
/// Makes the book's table, once and before any message is handled. Instances that start together take turns: <c>if not exists</c>
/// alone fails when two transactions create the same schema.
/// </summary>
sealed class ChargeBookSchema(NpgsqlDataSource database) : IHostedLifecycleService
{
    const string Create =
        """
        begin;
        select pg_advisory_xact_lock(hashtext('payment_provider.charges'));
        create schema if not exists payment_provider;
        create table if not exists payment_provider.charges (
            idempotency_key uuid primary key,
            amount numeric,
            currency text,
            token text,
            status text not null check (status in ('failed', 'charged', 'declined', 'refunded', 'voided')),
            reason text,
            attempts int not null,
            charged_at timestamptz,
            refunded_at timestamptz);
        commit;
        """;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Create);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
