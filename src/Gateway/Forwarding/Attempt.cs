using System.Diagnostics;
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
sealed class Attempt(Destination destination, Exchange exchange, ConnectionPool pool, Activity? span, AttemptTimer timer, TimeProvider time) : HttpTransformer, IDisposable
{
    // What is short is taken off our hands at once, however slow the client is.
    const int ShortAnswer = 64 * 1024;

    // A service that refuses a longer body may close before it has read it, and its answer would be lost behind what is still being sent.
    const int LongBody = 1024 * 1024;

    long _sent;
    long _answered;
    long _waitedBefore;
    long _waited;

    public Destination Destination => destination;

    public Exchange Exchange => exchange;

    /// <summary>The connections it is sent over.</summary>
    public ConnectionPool Pool => pool;

    /// <summary>How its destination is spoken to.</summary>
    public ForwarderRequestConfig Config { get; } = pool.ConfigOf(destination.Registration);

    /// <summary>What traces are told of it; null where they are not.</summary>
    public Activity? Span => span;

    public AttemptTimer Timer => timer;

    /// <summary>The status of the answer; 0 while there is none.</summary>
    public int Status { get; private set; }

    /// <summary>From sending to the beginning of the answer, or to now where there is none, without what the client took to send; in seconds.</summary>
    public double Seconds(long now) =>
        Math.Max(0, _answered == 0 ? now - _sent - (exchange.Waited - _waitedBefore) : _answered - _sent - _waited) / (double)time.TimestampFrequency;

    /// <summary>Waits until its destination has a connection for one more request.</summary>
    /// <returns>Null when it has; else what there is too much of, of <see cref="Overload"/>.</returns>
    public ValueTask<string?> EnterAsync() => pool.EnterAsync(destination, Config, timer.Token, exchange.Context.RequestAborted);

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        (_sent, _waitedBefore) = (time.GetTimestamp(), exchange.Waited);
        // All headers, among them the host that the client asked for, or that a document says: links that a service makes from it lead back to the gateway.
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        ProxyHeaders.Set(httpContext, exchange.Course.AskedFor, proxyRequest);
        if (httpContext.Request.ContentLength > LongBody)
            proxyRequest.Headers.ExpectContinue = true;
        if (exchange.Deadline.IsSet)
            TellDeadline(httpContext.Request, proxyRequest);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return false;
        (_answered, _waited) = (time.GetTimestamp(), exchange.Waited - _waitedBefore);
        Status = (int)proxyResponse.StatusCode;
        if ((Status >= StatusCodes.Status400BadRequest || !exchange.Retry.GrpcStatuses.IsEmpty)
            && exchange.Repeat(OutcomeReader.OfStatus(Status), Status, failure: null, proxyResponse))
            return false;
        if (IsUpgrade(httpContext.Request))
            timer.Upgraded();
        else
            Answered(httpContext.Response, proxyResponse.Content.Headers.ContentLength);
        var goesOn = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        HopByHop.RemoveNamed(proxyResponse, httpContext.Response.Headers);
        exchange.Course.Answer?.Apply(httpContext.Response.Headers);
        httpContext.ReturnCorrelation();
        return goesOn;
    }

    public void Dispose()
    {
        timer.Dispose();
        span?.Dispose();
    }

    void Answered(HttpResponse response, long? length)
    {
        timer.Answered();
        if (!exchange.Deadline.IsSet || length <= ShortAnswer)
            return;
        exchange.Pace().Follow(timer);
        response.Body = new PacedAnswer(response.Body, exchange.Pace());
    }

    bool IsUpgrade(HttpRequest request) =>
        Status == StatusCodes.Status101SwitchingProtocols || (Status == StatusCodes.Status200OK && HttpMethods.IsConnect(request.Method));

    // Whoever acts for us need not go on once nobody waits.
    void TellDeadline(HttpRequest from, HttpRequestMessage to)
    {
        if (from.Headers.ContainsKey(Deadline.Header))
            to.Headers.Remove(Deadline.Header);
        to.Headers.TryAddWithoutValidation(Deadline.Header, ((long)Math.Ceiling(exchange.Deadline.Left(_sent, time).TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
    }
}
