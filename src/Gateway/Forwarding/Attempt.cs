using System.Globalization;
using Modular.Gateway.Edge;
using Modular.Gateway.Instances;
using Modular.Gateway.Resilience;
using Modular.Gateway.Traffic;
using Modular.ServiceDefaults.Correlation;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>One try to have a request answered by one destination.</summary>
/// <remarks>
/// It is the transformer that the forwarder is given, as that is where the beginning of the answer is seen: latency is measured to
/// there, so that a long stream does not count as a slow answer, and an answer that is to be tried again is dropped there, before any of
/// it has gone to the client. YARP's transformers of routes are left out: none is configured.
/// </remarks>
sealed class Attempt(Destination destination, Exchange exchange, AttemptTimer timer, TimeProvider time) : HttpTransformer
{
    long _sent;
    long _answered;

    public Destination Destination => destination;

    /// <summary>The status of the answer; 0 while there is none.</summary>
    public int Status { get; private set; }

    /// <summary>From sending to the beginning of the answer, or to now where there is none; in seconds.</summary>
    public double Seconds(long now) => (double)((_answered == 0 ? now : _answered) - _sent) / time.TimestampFrequency;

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        _sent = time.GetTimestamp();
        // All headers, among them the host that the client asked for, or that a document says: links that a service makes from it lead back to the gateway.
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        ProxyHeaders.Set(httpContext, exchange.Course.AskedFor, proxyRequest);
        if (exchange.Deadline.IsSet)
            TellDeadline(httpContext.Request, proxyRequest);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return false;
        _answered = time.GetTimestamp();
        Status = (int)proxyResponse.StatusCode;
        if ((Status >= StatusCodes.Status400BadRequest || !exchange.Retry.GrpcStatuses.IsEmpty)
            && exchange.Repeat(OutcomeReader.OfStatus(Status), Status, failure: null, proxyResponse))
            return false;
        timer.Answered();
        var goesOn = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        HopByHop.RemoveNamed(proxyResponse, httpContext.Response.Headers);
        exchange.Course.Answer?.Apply(httpContext.Response.Headers);
        httpContext.ReturnCorrelation();
        return goesOn;
    }

    // Whoever acts for us need not go on once nobody waits.
    void TellDeadline(HttpRequest from, HttpRequestMessage to)
    {
        if (from.Headers.ContainsKey(Deadline.Header))
            to.Headers.Remove(Deadline.Header);
        to.Headers.TryAddWithoutValidation(Deadline.Header, ((long)Math.Ceiling(exchange.Deadline.Left(_sent, time).TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
    }
}
