using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.Host.Commands.Status;

/// <summary>What the gateway says of itself.</summary>
sealed record GatewayState(
    IReadOnlyList<GatewayState.Service> Services,
    IReadOnlyList<GatewayState.Instance> Instances,
    GatewayState.RouteTable Routes,
    IReadOnlyList<GatewayState.Decision> Decisions)
{
    /// <exception cref="GatewayException">The gateway does not answer.</exception>
    public static async Task<GatewayState> ReadAsync(Uri gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            var decisions = await http.GetFromJsonAsync<DecisionList>("/decisions");
            return new(
                await http.GetFromJsonAsync<List<Service>>("/services") ?? [],
                await http.GetFromJsonAsync<List<Instance>>("/instances") ?? [],
                (await http.GetFromJsonAsync<RouteTable>("/routes"))!,
                decisions!.Decisions);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            throw new GatewayException($"No gateway answers at {gateway}: {e.Message} Start one with `up --level 4`, or say where it is with --gateway http://host:8001.");
        }
    }

    public sealed record Service(string Name, string State, int Instances, int Available, int InFlight, string Policy, IReadOnlyList<string> Routes);

    public sealed record Instance(
        string Id, string Service, string Address, string Stage, string Health, string Reason, DateTimeOffset Since, int InFlight, double LatencyMs, string? Version);

    public sealed record RouteTable(IReadOnlyList<Conflict> Conflicts, IReadOnlyList<Quarantine> Quarantined);

    public sealed record Conflict(string Route, string Winner, IReadOnlyList<string> Losers);

    public sealed record Quarantine(string Service, string Instance, string Reason);

    public sealed record Decision(long Id, DateTimeOffset At, string Kind, string? Service, string? Instance, string Reason);

    sealed record DecisionList(IReadOnlyList<Decision> Decisions);
}
