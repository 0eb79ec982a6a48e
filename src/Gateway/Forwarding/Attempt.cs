using System.Globalization;
using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>One try to have a request answered by one destination.</summary>
/// <remarks>
/// It is the transformer that the forwarder is given, as that is where the beginning of the answer is seen: latency is measured to
/// there, so that a long stream does not count as a slow answer, and an answer that is to be tried again is dropped there, before any of
/// it has gone to the client. Otherwise it does what the route's own transformer does.
/// </remarks>
sealed class Attempt(Destination destination, HttpTransformer route, Exchange exchange, AttemptTimer timer, TimeProvider time) : HttpTransformer
{
    long _sent;
    long _answered;

    public Destination Destination => destination;

    /// <summary>The status of the answer; 0 while there is none.</summary>
    public int Status { get; private set; }

    /// <summary>From sending to the beginning of the answer, or to now where there is none; in seconds.</summary>
    public double Seconds(long now) => (double)((_answered == 0 ? now : _answered) - _sent) / time.TimestampFrequency;

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        _sent = time.GetTimestamp();
        var done = route.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        if (!exchange.Deadline.IsSet)
            return done;
        if (!done.IsCompletedSuccessfully)
            return ThenTellDeadlineAsync(done, httpContext.Request, proxyRequest);
        TellDeadline(httpContext.Request, proxyRequest);
        return default;
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return route.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        _answered = time.GetTimestamp();
        Status = (int)proxyResponse.StatusCode;
        if ((Status >= StatusCodes.Status400BadRequest || !exchange.Retry.GrpcStatuses.IsEmpty)
            && exchange.Repeat(OutcomeReader.OfStatus(Status), Status, failure: null, proxyResponse))
            return ValueTask.FromResult(false);
        timer.Answered(_answered);
        return exchange.Course.Answer is { } changes
            ? ChangeAsync(changes, httpContext, proxyResponse, cancellationToken)
            : route.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        route.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);

    async ValueTask<bool> ChangeAsync(ResponseHeaders changes, HttpContext context, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var goesOn = await route.TransformResponseAsync(context, answer, cancellation);
        changes.Apply(context.Response.Headers);
        return goesOn;
    }

    async ValueTask ThenTellDeadlineAsync(ValueTask before, HttpRequest from, HttpRequestMessage to)
    {
        await before;
        TellDeadline(from, to);
    }

    // Whoever acts for us need not go on once nobody waits.
    void TellDeadline(HttpRequest from, HttpRequestMessage to)
    {
        if (from.Headers.ContainsKey(Deadline.Header))
            to.Headers.Remove(Deadline.Header);
        to.Headers.TryAddWithoutValidation(Deadline.Header, ((long)Math.Ceiling(exchange.Deadline.Left(_sent, time).TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
    }
}
