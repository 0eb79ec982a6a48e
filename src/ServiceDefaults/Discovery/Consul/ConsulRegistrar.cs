using System.Net;
using Refit;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Makes instances known to a Consul agent, each with one TTL check, <c>service:&lt;id&gt;</c>.</summary>
/// <remarks>All methods throw <see cref="ConsulException"/> when Consul does not answer or refuses.</remarks>
public sealed class ConsulRegistrar : IServiceRegistrar, IDisposable
{
    readonly HttpClient _http;
    readonly IConsulApi _api;
    readonly ConsulCalls _calls;

    /// <param name="options">Which Consul; valid.</param>
    public ConsulRegistrar(ConsulOptions options, TimeProvider time)
        : this(options, time, ConsulConnection.Open(options))
    {
    }

    internal ConsulRegistrar(ConsulOptions options, TimeProvider time, (HttpClient Http, IConsulApi Api) connection)
    {
        (_http, _api) = connection;
        _calls = new ConsulCalls(options, time);
    }

    public async Task RegisterAsync(ServiceInstance instance, TimeSpan timeToLive, CancellationToken cancellation)
    {
        var check = new TtlCheck(
            CheckOf(instance.Id),
            $"{instance.Id} is alive and ready",
            GoDuration.Format(timeToLive),
            Status(passing: true),
            GoDuration.Format(_calls.Options.DeregisterCriticalAfter));
        var registration = new Registration(
            instance.Id, instance.Service, instance.Address.IdnHost, instance.Address.Port, Meta(instance), check);

        var response = await _calls.AtOnceAsync(token => _api.RegisterAsync(registration, token), cancellation);
        if (!response.IsSuccessStatusCode)
            throw ConsulCalls.Refused(response);
    }

    public async Task<bool> RenewAsync(string instanceId, bool passing, string note, CancellationToken cancellation)
    {
        var update = new CheckUpdate(Status(passing), note);
        var response = await _calls.AtOnceAsync(token => _api.UpdateAsync(CheckOf(instanceId), update, token), cancellation);
        if (IsUnknown(response, "CheckID") || IsUnknown(response, "Unknown check"))
            return false;
        return response.IsSuccessStatusCode ? true : throw ConsulCalls.Refused(response);
    }

    public async Task DeregisterAsync(string instanceId, CancellationToken cancellation)
    {
        var response = await _calls.AtOnceAsync(token => _api.DeregisterAsync(instanceId, token), cancellation);
        if (!response.IsSuccessStatusCode && !IsUnknown(response, "nknown service"))
            throw ConsulCalls.Refused(response);
    }

    public void Dispose()
    {
        _http.Dispose();
        _calls.Dispose();
    }

    static string CheckOf(string instanceId) => $"service:{instanceId}";

    static string Status(bool passing) => passing ? "passing" : "critical";

    /// <summary>What is not the default must be said; an address of its own scheme wins over what the metadata says.</summary>
    static Dictionary<string, string> Meta(ServiceInstance instance)
    {
        var meta = new Dictionary<string, string>(instance.Metadata.Entries, StringComparer.Ordinal);
        if (instance.Address.Scheme != Uri.UriSchemeHttp || meta.ContainsKey(ServiceMetadata.Scheme))
            meta[ServiceMetadata.Scheme] = instance.Address.Scheme;
        return meta;
    }

    /// <summary>Since 1.11 Consul says 404 of what it does not know; before, 500 with a text, which is another one where it has access control.</summary>
    static bool IsUnknown(IApiResponse response, string text) => response.StatusCode is HttpStatusCode.NotFound
        || (response.StatusCode is HttpStatusCode.InternalServerError
            && (response.Error as ApiException)?.Content?.Contains(text, StringComparison.Ordinal) == true);
}
