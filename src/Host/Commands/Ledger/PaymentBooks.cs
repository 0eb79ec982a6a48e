namespace Modular.Host.Commands.Ledger;

/// <summary>Reads what the Payment module's database says of every order, and what the provider's own book says.</summary>
static class PaymentBooks
{
    const string Payments =
        """
        select (data->>'orderId')::uuid, type = 'payment.captured.v1', (data->'amount'->>'amount')::numeric, data->'amount'->>'currency'
        from payments.mt_events
        where type in ('payment.captured.v1', 'payment.refunded.v1')
        """;

    // An order has one payment, and names it by its own id, which is the idempotency key at the provider.
    const string Charges = "select idempotency_key, amount, currency from payment_provider.charges where status = 'charged'";

    public static async Task ReadAsync(Snapshot payments, Books books)
    {
        await payments.ReadAsync("payments.mt_events", Payments, row =>
        {
            var order = books.Of(row.GetGuid(0));
            order.PaidIn = row.GetString(3);
            if (row.GetBoolean(1))
                (order.Captures, order.Captured) = (order.Captures + 1, order.Captured + row.GetDecimal(2));
            else
                (order.Refunds, order.Refunded) = (order.Refunds + 1, order.Refunded + row.GetDecimal(2));
        });
        await payments.ReadAsync("payment_provider.charges", Charges, row =>
        {
            var order = books.Of(row.GetGuid(0));
            (order.Charged, order.ChargedIn) = (row.GetDecimal(1), row.GetString(2));
        });
    }
}
