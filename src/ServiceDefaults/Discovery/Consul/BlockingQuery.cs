using System.Globalization;
using System.Net;
using Refit;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>One question, asked again and again: each time the answer comes when something may have changed, or after <c>Wait</c>.</summary>
/// <remarks>Source: Consul's documentation of blocking queries and of consistency modes. For one caller at a time.</remarks>
/// <param name="none">What 404 means, where it is an answer as any other; null where it is a failure.</param>
sealed class BlockingQuery<T>(ConsulCalls calls, QueryPace pace, Func<ReadMode, CancellationToken, Task<IApiResponse<T>>> ask, T? none = null)
    where T : class
{
    readonly string _wait = GoDuration.Format(calls.Options.Wait);
    ulong _index;
    bool _failed;

    /// <summary>The next answer. That it comes does not mean that anything changed.</summary>
    /// <exception cref="ConsulException">There is none. The next call asks at once and waits for nothing: whoever answers it may know less.</exception>
    public async Task<T> NextAsync(CancellationToken cancellation)
    {
        // After a failure it is the caller's pause that counts, so that a registry that is back is found soon.
        if (!_failed)
            await pace.TakeAsync(cancellation);

        _failed = true;
        var asked = _index;
        _index = 0;
        var response = await AskAsync(asked, cancellation);
        if (IsTooStale(response))
            response = await calls.AtOnceAsync(token => ask(new ReadMode { Consistent = "true" }, token), cancellation);
        var isNone = none is not null && response.StatusCode is HttpStatusCode.NotFound;
        if ((isNone ? none : response.IsSuccessStatusCode ? response.Content : null) is not { } content)
            throw ConsulCalls.Refused(response);

        _index = Following(asked, Number(response, "X-Consul-Index"));
        _failed = false;
        return content;
    }

    Task<IApiResponse<T>> AskAsync(ulong index, CancellationToken cancellation) => index == 0
        ? calls.AtOnceAsync(token => ask(new ReadMode { Stale = "true" }, token), cancellation)
        : calls.BlockingAsync(token => ask(new ReadMode { Index = index, Wait = _wait, Stale = "true" }, token), cancellation);

    /// <summary>An index that went backwards is of another history: from the start. One below 1 would never block.</summary>
    static ulong Following(ulong asked, ulong answered) => answered < asked ? 0 : Math.Max(answered, 1);

    bool IsTooStale(IApiResponse<T> response) =>
        Header(response, "X-Consul-KnownLeader") == "false"
        || Number(response, "X-Consul-LastContact") > calls.Options.MaxStale.TotalMilliseconds;

    static ulong Number(IApiResponse<T> response, string header) =>
        ulong.TryParse(Header(response, header), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    static string? Header(IApiResponse<T> response, string name) =>
        response.Headers is { } headers && headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
