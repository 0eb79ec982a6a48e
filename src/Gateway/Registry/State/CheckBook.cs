using System.Text.Json;

namespace Modular.Gateway.Registry.State;

/// <summary>The checks: how each stands, and what follows when its time is over.</summary>
/// <remarks>Everything is done under the index's gate, which callers hold; countdowns and probes take it themselves.</remarks>
sealed partial class CheckBook(RegistryIndex index, Catalogue catalogue, TimeProvider time, IProbes probes, ILogger<CheckBook> logger)
{
    /// <summary>4096 characters, Consul's <c>check_output_max_size</c>.</summary>
    public const int LongestOutput = 4096;

    readonly Dictionary<string, CheckEntry> _byId = new(StringComparer.Ordinal);

    /// <value>The checks of the node itself: they count for every service.</value>
    public SortedDictionary<string, CheckEntry> OfNode { get; } = new(StringComparer.Ordinal);

    public IEnumerable<CheckEntry> All => _byId.Values.OrderBy(check => check.Id, StringComparer.Ordinal);

    /// <returns>Null for an id that is not registered, or whose service is gone.</returns>
    public CheckEntry? Find(string id) => _byId.GetValueOrDefault(id) is { } check && IsThere(check) ? check : null;

    /// <summary>Adds a check, or changes it. The same once more keeps how it stands, unless a status is given.</summary>
    public void Put(CheckPlan plan, ServiceEntry? service)
    {
        var existing = Find(plan.Id);
        var isSame = existing?.Plan is { } known && existing.Service == service && AreSame(known.Definition, plan.Definition);
        var check = isSame ? existing! : Replace(existing, plan, service);
        if (plan.Definition.Status is { Length: > 0 } status)
            Set(check, status, check.Output);
        if (plan.Ttl is not null)
            Renew(check);
    }

    /// <summary>Adds a check that only stands, critical, until it is taken out.</summary>
    public void Stand(string id, string name, string notes, ServiceEntry? service)
    {
        if (Find(id) is null)
            Add(new CheckEntry(null, id, name, service, catalogue.TouchChecks(service)) { Notes = notes });
    }

    /// <summary>What a check reports of itself: starts its time again.</summary>
    public void Report(CheckEntry check, string status, string output)
    {
        Set(check, status, output);
        Renew(check);
    }

    public void Remove(CheckEntry check)
    {
        check.Stop();
        _byId.Remove(check.Id);
        ChecksOf(check.Service).Remove(check.Id);
        catalogue.TouchChecks(check.Service);
    }

    /// <summary>Takes a service out with its checks.</summary>
    public void RemoveService(ServiceEntry service)
    {
        foreach (var id in service.Checks.Keys)
            _byId.Remove(id);
        catalogue.Remove(service);
    }

    /// <summary>Sets how a check stands. Its text alone wakes nobody: Consul, too, does not hurry with it.</summary>
    void Set(CheckEntry check, string status, string output)
    {
        check.Output = output.Length > LongestOutput ? output[..LongestOutput] : output;
        if (check.Status == status)
            return;

        check.Status = status;
        check.ModifyIndex = catalogue.TouchChecks(check.Service);
        WatchForReaping(check);
    }

    CheckEntry Replace(CheckEntry? existing, CheckPlan plan, ServiceEntry? service)
    {
        if (existing is not null)
            Remove(existing);

        var check = new CheckEntry(plan, plan.Id, plan.Name, service, catalogue.TouchChecks(service))
        {
            Status = existing?.Status ?? CheckStatus.Critical,
            Output = existing?.Output ?? "",
            Expiry = new Countdown(index.Gate, time),
            Reaping = new Countdown(index.Gate, time),
        };
        Add(check);
        WatchForReaping(check);
        if (plan.Http is not null)
            check.Probe = probes.Start(plan, (status, output) => Observe(check, status, output));
        return check;
    }

    void Add(CheckEntry check)
    {
        _byId[check.Id] = check;
        ChecksOf(check.Service)[check.Id] = check;
    }

    void Renew(CheckEntry check)
    {
        if (check.Plan?.Ttl is { } ttl)
            check.Expiry!.Restart(ttl, () => Expire(check));
    }

    void Expire(CheckEntry check)
    {
        LogExpired(check.Id);
        Set(check, CheckStatus.Critical, "TTL expired");
    }

    void Observe(CheckEntry check, string status, string output)
    {
        lock (index.Gate)
            if (Find(check.Id) == check)
                Set(check, status, output);
    }

    void WatchForReaping(CheckEntry check)
    {
        if (check.Status != CheckStatus.Critical)
            check.Reaping?.Stop();
        else if (check is { Service: { } service, Plan.DeregisterAfter: { } after })
            check.Reaping!.Restart(after, () => Reap(service));
    }

    void Reap(ServiceEntry service)
    {
        LogReaped(service.Id);
        RemoveService(service);
    }

    SortedDictionary<string, CheckEntry> ChecksOf(ServiceEntry? service) => service?.Checks ?? OfNode;

    bool IsThere(CheckEntry check) => check.Service is null || catalogue.Find(check.Service.Id) == check.Service;

    static bool AreSame(CheckDefinition one, CheckDefinition other) =>
        JsonSerializer.Serialize(one with { Status = null }) == JsonSerializer.Serialize(other with { Status = null });

    [LoggerMessage(LogLevel.Information, "Check {Check} was not renewed in time")]
    partial void LogExpired(string check);

    [LoggerMessage(LogLevel.Information, "Service {Service} was critical for too long and is deregistered")]
    partial void LogReaped(string service);
}
