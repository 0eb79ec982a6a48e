using System.Diagnostics.Metrics;

namespace Modular.Gateway.Measuring;

/// <summary>Counts the requests that no service has registered a route for: those for the gateway's own pages, and those for nothing at all.</summary>
/// <remarks>
/// In place of ASP.NET Core's <c>http.server.request.duration</c>. That is measured around every request, and only then is it known that it was
/// forwarded and is not to be in it.
/// </remarks>
sealed class OwnRequests
{
    // Whatever has no status that HTTP knows is at 0.
    readonly long[] _counts = new long[600];

    public OwnRequests(IMeterFactory meters) => meters.Create(GatewayMetrics.MeterName)
        .CreateObservableCounter("own.requests", Read, "{request}", "Requests that no service has registered a route for, by the status of the answer.");

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.Response.StatusCode;
            Interlocked.Increment(ref _counts[(uint)status < (uint)_counts.Length ? status : 0]);
        }
    }

    IEnumerable<Measurement<long>> Read() =>
        from status in Enumerable.Range(0, _counts.Length)
        let count = Volatile.Read(ref _counts[status])
        where count > 0
        select new Measurement<long>(count, new KeyValuePair<string, object?>("status", status));
}
