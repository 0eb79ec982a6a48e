using Modular.Kernel;
using Modular.Payment.Provider;
using Npgsql;

namespace Modular.Payment.Simulation;

/// <summary>
/// The book as a table of its own schema, <c>payment_provider.charges</c>: the provider is another company, whose book neither shares
/// our transactions nor rolls back with them. One statement a call; concurrent calls for one key wait for each other on its row.
/// </summary>
sealed class PostgresChargeBook(NpgsqlDataSource database, TimeProvider time) : IChargeBook
{
    const string Charge =
        """
        insert into payment_provider.charges as line (idempotency_key, amount, currency, token, status, reason, attempts, charged_at)
        values ($1, $2, $3, $4, case when $5 > 0 then 'failed' else $6 end, $7, 1, case when $5 = 0 and $6 = 'charged' then $8 end)
        on conflict (idempotency_key) do update set
            attempts = line.attempts + 1,
            status = case when line.status = 'failed' and line.attempts >= $5 then $6 else line.status end,
            charged_at = case when line.status = 'failed' and line.attempts >= $5 and $6 = 'charged' then $8 else line.charged_at end
        returning status, reason
        """;

    const string Refund =
        """
        insert into payment_provider.charges as line (idempotency_key, status, attempts)
        values ($1, 'voided', 0)
        on conflict (idempotency_key) do update set
            status = case line.status when 'charged' then 'refunded' when 'failed' then 'voided' else line.status end,
            refunded_at = case line.status when 'charged' then $2 else line.refunded_at end
        """;

    public Task<ChargeVerdict> ChargeAsync(
        Guid key, Money amount, string token, ChargeVerdict verdict, CancellationToken cancellation) =>
        AskAsync(
            Charge,
            static async (command, cancel) =>
            {
                await using var line = await command.ExecuteReaderAsync(cancel);
                await line.ReadAsync(cancel);
                return new ChargeVerdict(line.GetString(0), await line.IsDBNullAsync(1, cancel) ? null : line.GetString(1));
            },
            cancellation,
            new NpgsqlParameter<Guid> { TypedValue = key },
            new NpgsqlParameter<decimal> { TypedValue = amount.Amount },
            new NpgsqlParameter<string> { TypedValue = amount.Currency },
            new NpgsqlParameter<string> { TypedValue = token },
            new NpgsqlParameter<int> { TypedValue = verdict.Failures },
            new NpgsqlParameter<string> { TypedValue = verdict.Status },
            new NpgsqlParameter<string?> { TypedValue = verdict.Reason },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });

    public Task RefundAsync(Guid key, CancellationToken cancellation) =>
        AskAsync(
            Refund,
            static (command, cancel) => command.ExecuteNonQueryAsync(cancel),
            cancellation,
            new NpgsqlParameter<Guid> { TypedValue = key },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });

    async Task<T> AskAsync<T>(
        string sql,
        Func<NpgsqlCommand, CancellationToken, Task<T>> ask,
        CancellationToken cancellation,
        params NpgsqlParameter[] parameters)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            return await ask(command, cancellation);
        }
        catch (NpgsqlException failure)
        {
            throw new PaymentProviderException("its book cannot be reached", failure);
        }
    }
}
