using System.Security.Cryptography;
using System.Text.Json;
using Marten;
using Modular.Order.Contracts;

namespace Modular.Order.Placing;

/// <summary>Which order a client's <c>Idempotency-Key</c> placed, kept for <see cref="Retention"/>.</summary>
/// <param name="Id">The key.</param>
/// <param name="Fingerprint">SHA-256 of the request: the same key with another body is the client's mistake.</param>
public sealed record PlacedOnce(string Id, string Fingerprint, Guid OrderId, DateTimeOffset At)
{
    public const int MaxKeyLength = 255;

    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    public static PlacedOnce Of(string key, PlaceOrderRequest request, Guid orderId, DateTimeOffset now) =>
        new(key, FingerprintOf(request), orderId, now);

    public static string FingerprintOf(PlaceOrderRequest request) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request)));

    /// <summary>
    /// What the key placed earlier, if anything. Requests with one key wait here for each other until the first has committed, so
    /// that of ten at once, one places and nine are answered from it.
    /// </summary>
    public static async Task<PlacedOnce?> FindAsync(string key, IDocumentSession session, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await session.QueryAsync<int>("select 1 from (select pg_advisory_xact_lock(hashtextextended(?, 0))) as locked", cancellation, key);
        return await session.LoadAsync<PlacedOnce>(key, cancellation);
    }
}
