using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.Host.Commands.Canary;

/// <summary>The rollouts of a gateway, through its API.</summary>
sealed class CanaryGateway(Uri address) : IDisposable
{
    readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>All rollouts, or that of one service.</summary>
    public async Task<IReadOnlyList<Rollout>> StatusAsync(string service) => service.Length == 0
        ? await AskAsync<List<Rollout>>(HttpMethod.Get, "/canaries", body: null)
        : [await AskAsync<Rollout>(HttpMethod.Get, $"/canaries/{Uri.EscapeDataString(service)}", body: null)];

    public Task<Rollout> StartAsync(string service, Start start) => AskAsync<Rollout>(HttpMethod.Post, $"/canaries/{Uri.EscapeDataString(service)}", start);

    /// <param name="verb">Such as <c>pause</c>.</param>
    public Task<Rollout> OperateAsync(string service, string verb) => AskAsync<Rollout>(HttpMethod.Post, $"/canaries/{Uri.EscapeDataString(service)}/{verb}", body: null);

    public Task ForgetAsync(string service) => AskAsync<object>(HttpMethod.Delete, $"/canaries/{Uri.EscapeDataString(service)}", body: null);

    /// <summary>The decisions about a service after one of them.</summary>
    public Task<DecisionList> DecisionsAsync(string service, long since) =>
        AskAsync<DecisionList>(HttpMethod.Get, $"/decisions?since={since}&service={Uri.EscapeDataString(service)}", body: null);

    public void Dispose() => _http.Dispose();

    /// <exception cref="GatewayException">The gateway does not answer, or refuses.</exception>
    async Task<T> AskAsync<T>(HttpMethod method, string path, object? body)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await _http.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
                throw new GatewayException(await ReasonAsync(answer));
            return answer.StatusCode == HttpStatusCode.NoContent ? default! : (await answer.Content.ReadFromJsonAsync<T>())!;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            throw new GatewayException($"No gateway answers at {address}: {e.Message} Start one with `up --level 4`, or say where it is with --gateway http://host:8001.", e);
        }
    }

    static async Task<string> ReasonAsync(HttpResponseMessage answer)
    {
        var problem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json" ? await answer.Content.ReadFromJsonAsync<Problem>() : null;
        return problem?.Detail ?? (answer.StatusCode == HttpStatusCode.NotFound ? "There is no rollout of this service: begin one with `canary start`." : $"The gateway answers {(int)answer.StatusCode}.");
    }

    public sealed record Start(string? Canary, string? Stable, string? Interval, int? Threshold, int? StepWeight, int? MaxWeight, IReadOnlyList<int>? StepWeights, int? Iterations);

    public sealed record Rollout(
        string Service, string Phase, string Stable, string? Canary, int Weight, int FailedChecks, int Windows, bool Paused, string Reason, DateTimeOffset? NextTick, string By, string Source,
        IReadOnlyList<Finding> Findings)
    {
        public bool IsUnderWay => Phase is not ("Succeeded" or "Failed");
    }

    public sealed record Finding(
        string Metric, string Verdict, double? Canary, double? Baseline, string Test, double? Statistic, double? P, double? Difference, double? DifferenceP, int Windows, bool Proven, string Reason);

    public sealed record Decision(long Id, DateTimeOffset At, string Kind, string Reason);

    public sealed record DecisionList(long Last, IReadOnlyList<Decision> Decisions);

    sealed record Problem(string? Detail);
}
