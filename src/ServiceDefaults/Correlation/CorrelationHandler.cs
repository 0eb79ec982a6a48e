namespace Modular.ServiceDefaults.Correlation;

/// <summary>Sends the correlation id with HTTP calls to other services, unless the caller set one.</summary>
sealed class CorrelationHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (CorrelationId.Current is { } id && !request.Headers.Contains(CorrelationId.Header))
            request.Headers.TryAddWithoutValidation(CorrelationId.Header, id);

        return base.SendAsync(request, cancellationToken);
    }
}
