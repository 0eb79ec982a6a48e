using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace Modular.Gateway.Edge;

/// <summary>Sets ASP.NET Core's rate limiter up from <see cref="EdgeOptions.RateLimits"/>. Only what is forwarded counts: never health checks.</summary>
sealed class RateLimits(EdgeOptions options, EdgeProblems problems, TimeProvider time) : IConfigureOptions<RateLimiterOptions>, IDisposable
{
    /// <summary>The longest header value that has a bucket of its own, in characters.</summary>
    const int LongestKey = 256;

    /// <summary>So many values of a header have buckets of their own, of each limit: about 10 MB of the longest.</summary>
    const int MostKeys = 10_000;

    /// <summary>The time in which at least one request comes back to a bucket, where that many may come.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    readonly List<NamedLimiter> _limiters = [.. options.RateLimits.OrderBy(limit => limit.Key, StringComparer.Ordinal).Select(limit => new NamedLimiter(limit.Key, Create(limit.Value, time)))];

    public void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained([.. _limiters]);
        options.OnRejected = (rejected, _) => RefuseAsync(rejected.HttpContext, rejected.Lease);
    }

    public void Dispose() => _limiters.ForEach(limiter => limiter.Dispose());

    /// <summary>The bucket that a request belongs to: that of the address, where it has no key, or one too many.</summary>
    public static string KeyOf(RateLimit limit, IPAddress? address, IHeaderDictionary headers, KnownKeys known)
    {
        if (limit.IsForAll)
            return "all";
        if (limit.Header is { } header && headers[header] is [{ Length: > 0 and <= LongestKey } value] && known.Admits(value))
            return $"{header}={value}";
        return address switch
        {
            null => "unknown",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
            _ => address.ToString(),
        };
    }

    /// <summary>Few enough refills to be cheap, and each small enough for requests to come back evenly. Pure.</summary>
    public static TokenBucketRateLimiterOptions BucketOf(RateLimit limit)
    {
        var tokens = Math.Max(1, (int)Math.Ceiling(Shortest / limit.Window * limit.Requests));
        return new()
        {
            TokenLimit = Math.Max(limit.Burst == 0 ? limit.Requests : limit.Burst, 1),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = limit.Window * ((double)tokens / limit.Requests),
            QueueLimit = 0,
        };
    }

    /// <summary>How long an empty bucket takes until it is as good as a new one. Pure.</summary>
    public static TimeSpan FullAfter(TokenBucketRateLimiterOptions bucket) => bucket.ReplenishmentPeriod * ((double)bucket.TokenLimit / bucket.TokensPerPeriod);

    static PartitionedRateLimiter<HttpContext> Create(RateLimit limit, TimeProvider time)
    {
        var bucket = BucketOf(limit);
        var known = new KnownKeys(MostKeys, FullAfter(bucket), time);
        return PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is { Config.ClusterId: { } service } && limit.Covers(service, context.Request.Path)
                ? RateLimitPartition.GetTokenBucketLimiter(KeyOf(limit, context.Connection.RemoteIpAddress, context.Request.Headers, known), _ => bucket)
                : RateLimitPartition.GetNoLimiter(""));
    }

    ValueTask RefuseAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var name = context.Features.Get<ExceededLimit>()?.Name;
        return new(problems.WriteAsync(context, Refusal.RateLimit, ("limit", name)));
    }
}
