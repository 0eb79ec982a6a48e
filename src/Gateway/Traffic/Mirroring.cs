using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Traffic;

/// <summary>Sends copies of requests. Their answers count for nothing: not for the client, not for the instance. The limits of who gets them hold for them too.</summary>
/// <remarks>A request with a body is copied only where all of it was kept (<see cref="ReplayableBody"/>): a copy without its body would be another request.</remarks>
sealed partial class Mirroring(ServiceDirectory services, Upstream upstream, Dice dice, TimeProvider time, ILogger<Mirroring> log)
{
    static readonly TimeSpan AtMost = TimeSpan.FromSeconds(15);

    /// <summary>Copies the request for each mirror for which it is drawn, and does not wait.</summary>
    public void Copy(HttpContext context, IReadOnlyList<HttpMirror> mirrors)
    {
        for (var i = 0; i < mirrors.Count; i++)
            Copy(context, mirrors[i]);
    }

    void Copy(HttpContext context, HttpMirror mirror)
    {
        if (mirror.Percentage < 100 && dice.Share() * 100 >= mirror.Percentage)
            return;
        if (services.Find(ServiceHost.Short(mirror.Destination.Host))?.Service is not { } service)
            return;
        if (ReplayableBody.Whole(context.Request) is not { } body)
        {
            LogLost(service.Name, mirror.Destination.Subset, "its body is too long to be kept, or did not come to its end");
            return;
        }

        var traffic = service.TrafficOf(mirror.Destination.Subset);
        if (!traffic.TryEnter(time.GetTimestamp(), out var limit))
        {
            LogLost(service.Name, mirror.Destination.Subset, limit);
            return;
        }

        if (service.Begin(mirror.Destination.Subset) is { } destination)
        {
            var pool = upstream.Take(traffic);
            _ = SendAsync(Copy(context.Request, body, pool.AddressOf(destination.Registration)), pool, service, traffic, destination);
        }
        else
        {
            traffic.Leave();
        }
    }

    static HttpRequestMessage Copy(HttpRequest request, ReadOnlyMemory<byte> body, string address)
    {
        var copy = new HttpRequestMessage(new(request.Method), address.TrimEnd('/') + request.Path.ToUriComponent() + request.QueryString);
        if (!body.IsEmpty)
            copy.Content = new ReadOnlyMemoryContent(body);
        foreach (var (name, value) in request.Headers)
            if (!name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
                && !copy.Headers.TryAddWithoutValidation(name, value.AsEnumerable()))
                copy.Content?.Headers.TryAddWithoutValidation(name, value.AsEnumerable());
        // As Envoy marks them, so that a service can tell.
        copy.Headers.Host = $"{request.Host.Host}-shadow{(request.Host.Port is { } port ? $":{port}" : "")}";
        return copy;
    }

    async Task SendAsync(HttpRequestMessage copy, ConnectionPool pool, Service service, ServiceTraffic traffic, Destination destination)
    {
        using var patience = new CancellationTokenSource(AtMost, time);
        var config = pool.ConfigOf(destination.Registration);
        var limit = await pool.EnterAsync(destination, config, patience.Token, CancellationToken.None);
        try
        {
            using (copy)
                if (limit is null)
                    await SendAsync(copy, pool, config, patience.Token);
                else
                    LogLost(service.Name, destination.Id, limit);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            LogLost(service.Name, destination.Id, e.Message);
        }
        finally
        {
            if (limit is null)
                pool.Leave(destination, config);
            service.End(destination, Outcome.ClientAborted);
            traffic.Leave();
        }
    }

    static async Task SendAsync(HttpRequestMessage copy, ConnectionPool pool, ForwarderRequestConfig config, CancellationToken cancellation)
    {
        (copy.Version, copy.VersionPolicy) = (config.Version ?? copy.Version, config.VersionPolicy ?? copy.VersionPolicy);
        using var answer = await pool.Client.SendAsync(copy, cancellation);
        await answer.Content.CopyToAsync(Stream.Null, cancellation);
    }

    [LoggerMessage(LogLevel.Debug, "A copy for {Service} {Instance} was not sent, or lost: {Reason}")]
    partial void LogLost(string service, string? instance, string reason);
}
