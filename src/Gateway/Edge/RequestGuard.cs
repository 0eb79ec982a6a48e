using Microsoft.AspNetCore.Http.Features;
using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Edge;

/// <summary>
/// Refuses what could be understood in two ways, removes headers that are not for the service, and merges slashes. Nothing is allocated for a
/// request that needs nothing of it.
/// </summary>
sealed class RequestGuard(RequestDelegate next, EdgeOptions options, ForwardingOptions forwarding, EdgeProblems problems)
{
    readonly bool _mergeSlashes = options.MergeSlashes;

    readonly HeaderScreen _headers = new(new(
        options.IdentityHeaders.Count == 0 ? IdentityHeaders.Default : options.IdentityHeaders,
        forwarding.TrustedProxies.Select(proxy => TrustedProxies.Parse(proxy)!.Value)));

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var refusal = RequestTarget.Check(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (refusal == Refusal.None)
            refusal = Framing.Check(request);
        if (refusal == Refusal.None)
            refusal = _headers.Pass(request.Headers, context.Connection);
        if (refusal != Refusal.None)
            return problems.WriteAsync(context, refusal);
        if (_mergeSlashes && request.Path.Value is { } path && RequestTarget.Merged(path) is { } merged)
            request.Path = new(merged);
        return next(context);
    }
}
