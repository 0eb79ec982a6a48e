using System.Net;
using System.Runtime.CompilerServices;
using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Health;

/// <summary>GET of the instance's health path: below 400 within the time is well.</summary>
/// <remarks>Over connections of its own: a probe that waits for a busy pool would find the pool's trouble, not the instance's.</remarks>
sealed class HttpHealthProbe : IHealthProbe, IDisposable
{
    readonly HttpMessageInvoker _client;
    readonly ConditionalWeakTable<TlsSettings, HttpMessageInvoker> _secured = [];
    readonly UnheardMeters _meters = new();
    readonly ForwardingOptions _options;
    readonly TimeProvider _time;

    public HttpHealthProbe(ForwardingOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _client = Client(tls: null);
    }

    public async Task<string?> FailureAsync(Registration registration, TlsSettings? tls, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, tls.AddressOf(registration) + registration.HealthPath[1..])
            {
                Version = registration.IsHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
                VersionPolicy = registration.IsHttp2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
            };
            using var answer = await (tls is null ? _client : _secured.GetValue(tls, Client)).SendAsync(request, either.Token);
            return (int)answer.StatusCode < 400 ? null : $"{registration.HealthPath} answered {(int)answer.StatusCode}";
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {timeout.TotalSeconds:0.###} s";
        }
#pragma warning disable CA1031 // Whatever goes wrong: it did not answer that it is well.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure.GetBaseException().Message;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var (_, client) in _secured)
            client.Dispose();
        _meters.Dispose();
    }

    HttpMessageInvoker Client(TlsSettings? tls)
    {
#pragma warning disable CA2000 // The invoker disposes of it.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = _options.ConnectTimeout,
            ActivityHeadersPropagator = null,
            MeterFactory = _meters,
        };
#pragma warning restore CA2000
        if (tls is not null)
            handler.ConnectCallback = (context, cancellation) => InstanceTls.ConnectAsync(tls, context, cancellation);
        return new(handler, disposeHandler: true);
    }
}
