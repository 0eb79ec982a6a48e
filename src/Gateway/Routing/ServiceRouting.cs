namespace Modular.Gateway.Routing;

/// <summary>Endpoint routing that misses no change of the services' routes.</summary>
static class ServiceRouting
{
    /// <summary>
    /// Adds routing, has its matcher made while the pipeline is, and only then lets <see cref="RouteSource"/> give out routes.
    /// </summary>
    /// <remarks>
    /// Otherwise the first request has the matcher made; where routes change at that moment, ASP.NET Core's composite data source can hand it
    /// the new change token with the old endpoints, and it knows nothing of the new routes until they change again (docs/adr/0022).
    /// </remarks>
    public static void UseServiceRouting(this WebApplication app)
    {
        HttpContext? first = new DefaultHttpContext { RequestServices = app.Services };
        app.Use(routing =>
        {
#pragma warning disable VSTHRD002 // Nothing runs yet that could be waited for, and a pipeline is not built asynchronously.
            routing(first!).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            first = null;
            app.Services.GetRequiredService<RouteSource>().Open();
            return routing;
        });
        app.UseRouting();
        app.Use(next => context => ReferenceEquals(context, first) ? Task.CompletedTask : next(context));
    }
}
