namespace Modular.Gateway.Registry.State;

/// <summary>A check that is registered, and how it stands.</summary>
sealed class CheckEntry(CheckPlan? plan, string id, string name, ServiceEntry? service, ulong index)
{
    /// <value>Null for a check that only stands: that of maintenance.</value>
    public CheckPlan? Plan { get; } = plan;

    public string Id { get; } = id;

    /// <value>Null for a check of the node.</value>
    public ServiceEntry? Service { get; } = service;

    public string Status { get; set; } = CheckStatus.Critical;

    public string Notes { get; init; } = plan?.Definition.Notes ?? "";

    public string Output { get; set; } = "";

    public ulong CreateIndex { get; } = index;

    public ulong ModifyIndex { get; set; } = index;

    /// <value>The end of its time to live; runs for TTL checks.</value>
    public Countdown? Expiry { get; init; }

    /// <value>The end of its service; runs while it is critical.</value>
    public Countdown? Reaping { get; init; }

    /// <value>Asks over HTTP; runs for HTTP checks.</value>
    public IDisposable? Probe { get; set; }

    public void Stop()
    {
        Expiry?.Stop();
        Reaping?.Stop();
        Probe?.Dispose();
    }

    public CheckView View(string node) => new(
        node, Id, name, Status, Notes, Output, Service?.Id ?? "", Service?.Name ?? "", Service?.Tags ?? [], Plan?.Type ?? "maintenance", CreateIndex, ModifyIndex);
}
