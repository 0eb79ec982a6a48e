using Refit;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>What this process asks of Consul's HTTP API, version 1. Source: https://developer.hashicorp.com/consul/api-docs.</summary>
/// <remarks>Made by <see cref="ConsulConnection"/>. A status other than 2xx is in the answer, not an exception.</remarks>
interface IConsulApi
{
    /// <summary>The instances of a service that pass all their checks.</summary>
    [Get("/v1/health/service/{service}?passing=true")]
    Task<IApiResponse<List<HealthEntry>>> PassingAsync(string service, [Query] ReadMode mode, CancellationToken cancellation);

    /// <summary>The names of all services, with their tags.</summary>
    [Get("/v1/catalog/services")]
    Task<IApiResponse<Dictionary<string, string[]?>>> ServicesAsync([Query] ReadMode mode, CancellationToken cancellation);

    /// <summary>Adds a service to the agent, or changes it. Checks that are not in it are taken out.</summary>
    [Put("/v1/agent/service/register?replace-existing-checks=true")]
    Task<IApiResponse<string>> RegisterAsync([Body] Registration registration, CancellationToken cancellation);

    /// <summary>Sets the status of a TTL check, and starts its time again.</summary>
    [Put("/v1/agent/check/update/{check}")]
    Task<IApiResponse<string>> UpdateAsync(string check, [Body] CheckUpdate update, CancellationToken cancellation);

    /// <summary>Takes a service and its checks out.</summary>
    [Put("/v1/agent/service/deregister/{id}")]
    Task<IApiResponse<string>> DeregisterAsync(string id, CancellationToken cancellation);
}

/// <summary>How a read is made. What is null is not sent.</summary>
sealed record ReadMode
{
    /// <value>Wait for what is newer than this. Null: answer at once.</value>
    [AliasAs("index")]
    public ulong? Index { get; init; }

    /// <value>How long to wait, such as <c>300s</c>.</value>
    [AliasAs("wait")]
    public string? Wait { get; init; }

    /// <value>Any value: any server may answer.</value>
    [AliasAs("stale")]
    public string? Stale { get; init; }

    /// <value>Any value: the leader must answer, and make sure that it still is the leader.</value>
    [AliasAs("consistent")]
    public string? Consistent { get; init; }
}
