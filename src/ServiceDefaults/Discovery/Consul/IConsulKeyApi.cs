using Refit;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Consul's keys and sessions. Source: https://developer.hashicorp.com/consul/api-docs.</summary>
/// <remarks>A slash in a key is a slash in the path.</remarks>
interface IConsulKeyApi
{
    /// <summary>All keys that begin so; 404 when there are none.</summary>
    [Get("/v1/kv/{**prefix}?recurse=true")]
    Task<IApiResponse<List<KeyEntry>>> UnderAsync(string prefix, [Query] ReadMode mode, CancellationToken cancellation);

    /// <summary>One key, as the leader has it; 404 when there is none.</summary>
    [Get("/v1/kv/{**key}?consistent=true")]
    Task<IApiResponse<List<KeyEntry>>> OneAsync(string key, CancellationToken cancellation);

    [Put("/v1/kv/{**key}")]
    Task<IApiResponse<bool>> PutAsync(string key, [Body] HttpContent value, [Query] PutMode mode, CancellationToken cancellation);

    [Delete("/v1/kv/{**key}")]
    Task<IApiResponse<bool>> DeleteAsync(string key, [AliasAs("cas")] ulong? expected, CancellationToken cancellation);

    [Put("/v1/session/create")]
    Task<IApiResponse<SessionCreated>> CreateSessionAsync([Body] SessionWanted session, CancellationToken cancellation);

    /// <summary>Starts its time again; 404 when it has ended.</summary>
    [Put("/v1/session/renew/{id}")]
    Task<IApiResponse<string>> RenewSessionAsync(string id, CancellationToken cancellation);

    /// <summary>Ends a session, and gives back what it holds.</summary>
    [Put("/v1/session/destroy/{id}")]
    Task<IApiResponse<string>> DestroySessionAsync(string id, CancellationToken cancellation);
}

/// <summary>How a key is set. What is null is not sent.</summary>
sealed record PutMode
{
    /// <value>The index it must still have; 0: it must not be there.</value>
    [AliasAs("cas")]
    public ulong? Expected { get; init; }

    /// <value>The session that takes the key as a lock, if it is free.</value>
    [AliasAs("acquire")]
    public string? Acquire { get; init; }

    /// <value>The session that gives it back.</value>
    [AliasAs("release")]
    public string? Release { get; init; }
}

/// <param name="Value">Base64 in JSON.</param>
sealed record KeyEntry(string Key, byte[]? Value, ulong ModifyIndex);

/// <summary>The body of <c>/v1/session/create</c>.</summary>
sealed record SessionWanted(string Name, string TTL, string LockDelay, string Behavior);

sealed record SessionCreated(string ID);
