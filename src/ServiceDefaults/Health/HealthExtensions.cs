using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Modular.ServiceDefaults.Health;

/// <summary>Whether the process lives, and whether traffic may come.</summary>
public static class HealthExtensions
{
    /// <summary>Adds readiness; what it depends on is added to what this returns.</summary>
    public static IHealthChecksBuilder AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<Readiness>();
        return builder.Services.AddHealthChecks();
    }

    /// <summary>Not ready while the PostgreSQL database does not answer within 2 seconds.</summary>
    /// <param name="health">What <see cref="AddHealth"/> returned.</param>
    /// <param name="name">The module's name, once.</param>
    /// <param name="connectionString">The module's database.</param>
    public static IHealthChecksBuilder AddDatabase(this IHealthChecksBuilder health, string name, string connectionString) =>
        health.AddCheck(name, new DatabaseCheck(name, connectionString));

    /// <summary>Not ready while Wolverine's inbox and outbox cannot be reached within 2 seconds.</summary>
    public static IHealthChecksBuilder AddMessageStore(this IHealthChecksBuilder health) =>
        health.AddCheck<MessageStoreCheck>(MessageStoreCheck.Name, timeout: DatabaseCheck.Timeout);

    /// <summary>
    /// Serves <c>/health/live</c>, which touches nothing, and <c>/health/ready</c>: 503 with what fails while traffic must not come.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").DisableHttpMetrics().ExcludeFromDescription().AllowAnonymous();
        health.MapGet("/live", static () => TypedResults.Ok(new Liveness("healthy")));
        health.MapGet("/ready", static async (Readiness readiness, CancellationToken cancellation) =>
        {
            var report = await readiness.GetAsync(cancellation);
            return TypedResults.Json(report, statusCode: report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    /// <summary>The body of <c>/health/live</c>.</summary>
    sealed record Liveness(string Status);
}
