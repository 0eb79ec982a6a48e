namespace Modular.Integration.Tests.Hosting;

/// <summary>The payment provider's own book, which is not our application's to write.</summary>
static class Provider
{
    /// <summary>The line of a payment, as <c>status attempts</c>.</summary>
    public static Task<IReadOnlyList<string>> BookAsync(string database, Guid paymentId) =>
        Tables.RowsAsync(database, $"select status, attempts from payment_provider.charges where idempotency_key = '{paymentId}'");
}
