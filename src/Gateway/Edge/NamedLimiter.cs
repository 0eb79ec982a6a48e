using System.Threading.RateLimiting;

namespace Modular.Gateway.Edge;

/// <summary>A limiter that leaves its name with the request that it refuses, as a chain of them does not tell which it was.</summary>
sealed class NamedLimiter(string name, PartitionedRateLimiter<HttpContext> limiter) : PartitionedRateLimiter<HttpContext>
{
    readonly ExceededLimit _exceeded = new(name);

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => limiter.GetStatistics(resource);

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => Named(resource, limiter.AttemptAcquire(resource, permitCount));

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        Named(resource, await limiter.AcquireAsync(resource, permitCount, cancellationToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            limiter.Dispose();
        base.Dispose(disposing);
    }

    RateLimitLease Named(HttpContext context, RateLimitLease lease)
    {
        if (!lease.IsAcquired)
            context.Features.Set(_exceeded);
        return lease;
    }
}

/// <summary>The limit that refused a request.</summary>
sealed record ExceededLimit(string Name);
