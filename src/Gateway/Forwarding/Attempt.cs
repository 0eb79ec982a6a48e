using Modular.Gateway.Instances;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Forwarding;

/// <summary>One try to have a request answered by one destination.</summary>
/// <remarks>
/// It is the transformer that the forwarder is given, as that is where the beginning of the answer is seen: latency is measured to
/// there, so that a long stream does not count as a slow answer. Otherwise it does what the route's own transformer does.
/// </remarks>
sealed class Attempt(Destination destination, HttpTransformer route, int number, TimeProvider time) : HttpTransformer
{
    long _sent;
    long _answered;

    public Destination Destination => destination;

    /// <summary>1 for the first.</summary>
    public int Number => number;

    /// <summary>From sending to the beginning of the answer, or to now where there is none; in seconds.</summary>
    public double Seconds(long now) => (double)((_answered == 0 ? now : _answered) - _sent) / time.TimestampFrequency;

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        _sent = time.GetTimestamp();
        return route.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
            _answered = time.GetTimestamp();
        return route.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        route.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
}
