using System.Net;
using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry;

/// <summary>
/// Asks services over HTTP: 2xx passes, 429 warns, anything else is critical. Source: Consul's documentation of
/// <c>/agent/check/register</c>.
/// </summary>
sealed class HttpProbes(TimeProvider time) : IProbes, IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public IDisposable Start(CheckPlan plan, Action<string, string> observed)
    {
        var probing = new Probing();
        _ = ProbeAsync(plan, observed, probing.Ended);
        return probing;
    }

    public void Dispose() => _http.Dispose();

    async Task ProbeAsync(CheckPlan plan, Action<string, string> observed, CancellationToken ended)
    {
        // Off the caller's thread: it holds the registry's lock.
        await Task.Yield();
        var streak = new Streak(plan);
        using var timer = new PeriodicTimer(plan.Interval, time);
        do
        {
            var (status, output) = await AskAsync(plan, ended);
            if (!ended.IsCancellationRequested && streak.Counts(status))
                observed(status, output);
        }
        while (!ended.IsCancellationRequested && await NextAsync(timer, ended));
    }

    static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken ended)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ended);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    async Task<(string Status, string Output)> AskAsync(CheckPlan plan, CancellationToken ended)
    {
        using var late = new CancellationTokenSource(plan.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ended);
        try
        {
            using var request = Request(plan);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (StatusOf(response.StatusCode), $"HTTP {request.Method} {plan.Http}: {(int)response.StatusCode} {response.ReasonPhrase}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            var reason = late.IsCancellationRequested ? $"no answer within {plan.Timeout.TotalSeconds:0.###} s" : e.Message;
            return (CheckStatus.Critical, $"{plan.Http}: {reason}");
        }
    }

    static HttpRequestMessage Request(CheckPlan plan)
    {
        var request = new HttpRequestMessage(new HttpMethod(plan.Definition.Method is { Length: > 0 } method ? method : "GET"), plan.Http);
        if (plan.Definition.Body is { Length: > 0 } body)
            request.Content = new StringContent(body);
        foreach (var (name, values) in plan.Definition.Header ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal))
            if (!request.Headers.TryAddWithoutValidation(name, values))
                request.Content?.Headers.TryAddWithoutValidation(name, values);
        return request;
    }

    static string StatusOf(HttpStatusCode code) => (int)code switch
    {
        >= 200 and < 300 => CheckStatus.Passing,
        429 => CheckStatus.Warning,
        _ => CheckStatus.Critical,
    };

    /// <summary>Counts equal answers in a row: a change may take more than one.</summary>
    sealed class Streak(CheckPlan plan)
    {
        bool _lastFailed;
        int _length;

        public bool Counts(string status)
        {
            var failed = status == CheckStatus.Critical;
            _length = failed == _lastFailed ? _length + 1 : 1;
            _lastFailed = failed;
            // 0 and 1 both mean: the first.
            return _length >= (failed ? plan.Definition.FailuresBeforeCritical : plan.Definition.SuccessBeforePassing);
        }
    }

    sealed class Probing : IDisposable
    {
        readonly CancellationTokenSource _ended = new();

        public CancellationToken Ended => _ended.Token;

        /// <remarks>The source has no timer and is not disposed: the probe may still look at its token.</remarks>
        public void Dispose() => _ended.Cancel();
    }
}
