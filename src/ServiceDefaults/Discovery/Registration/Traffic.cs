using Microsoft.AspNetCore.Http;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>Counts the requests of this process, and knows when the last one came. Those for its health and its figures do not count.</summary>
sealed class Traffic(TimeProvider time)
{
    int _inFlight;
    long _lastAt = time.GetTimestamp();

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How long nothing came and nothing was in flight.</summary>
    public TimeSpan QuietFor => InFlight > 0 ? TimeSpan.Zero : time.GetElapsedTime(Interlocked.Read(ref _lastAt));

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || context.Request.Path == "/metrics")
        {
            await next(context);
            return;
        }

        Interlocked.Increment(ref _inFlight);
        Interlocked.Exchange(ref _lastAt, time.GetTimestamp());
        try
        {
            await next(context);
        }
        finally
        {
            // Before the count: nobody may see neither.
            Interlocked.Exchange(ref _lastAt, time.GetTimestamp());
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
