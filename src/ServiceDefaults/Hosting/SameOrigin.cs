using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Modular.ServiceDefaults.Hosting;

/// <summary>
/// Keeps foreign web pages away from an API that has no login because it is only meant for whoever is at this machine: so is the browser,
/// and every page that is open in it can send simple requests to every address.
/// </summary>
public static class SameOrigin
{
    /// <summary>
    /// Refuses with 403 what a page of another origin sends. Where the API listens on the loopback address, also what asks for this
    /// machine under a name that is not its own: a page can point a name of its own to 127.0.0.1 (DNS rebinding), and is then of the same
    /// origin. After <c>UseProblems</c>, before the endpoints.
    /// </summary>
    public static IApplicationBuilder UseSameOrigin(this IApplicationBuilder app)
    {
        var problems = app.ApplicationServices.GetRequiredService<IProblemDetailsService>();
        return app.Use(async (context, next) =>
        {
            if (Refusal(context.Request.Host, context.Request.Headers.Origin, ListensHere(context.Connection, app.ServerFeatures)) is not { } reason)
            {
                await next(context);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await problems.WriteAsync(new() { HttpContext = context, ProblemDetails = { Status = StatusCodes.Status403Forbidden, Detail = reason } });
        });
    }

    /// <returns>Why the request is refused; null when it is not.</returns>
    static string? Refusal(HostString host, StringValues origin, bool listensHere)
    {
        if (listensHere && host.Host is not ("127.0.0.1" or "[::1]") && !host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return $"'{host.Value}' is not a name of this machine: ask for localhost, 127.0.0.1 or [::1].";
        // A proxy may have taken the TLS off: the scheme is not compared.
        return origin.Count == 0 || origin.ToString().Split("://") is [_, var authority] && authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"The request comes from a page of '{origin}', and only pages of this API itself may send any.";
    }

    // One that listens on all addresses is meant for others, and is reached over loopback by proxies, which pass names on.
    static bool ListensHere(ConnectionInfo connection, IFeatureCollection server) =>
        connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address)
        && server.Get<IServerAddressesFeature>()?.Addresses.Any(listened => IsLoopback(BindingAddress.Parse(listened).Host)) == true;

    static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
