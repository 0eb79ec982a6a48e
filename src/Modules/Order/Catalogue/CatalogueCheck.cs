using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Modular.Order.Catalogue;

/// <summary>
/// Not ready before the seeded catalogue has been heard of: until then every order would be refused for items that there are. Once it
/// was, it is not asked for again. An installation that seeds nothing (<c>Seed:Catalogue</c>) may begin with no item.
/// </summary>
sealed class CatalogueCheck(IOrderStore store, IConfiguration configuration) : IHealthCheck
{
    /// <summary>The check's name in the report.</summary>
    public const string Name = "catalogue";

    /// <summary>2 seconds, as for the other checks.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    volatile bool _isKnown = !configuration.GetValue("Seed:Catalogue", defaultValue: true);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!_isKnown)
        {
            await using var session = store.QuerySession();
            _isKnown = await session.Query<CatalogueItem>().AnyAsync(cancellationToken);
        }

        return _isKnown
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"{Name}: no item is known here yet; start Inventory, or set Seed:Catalogue to false");
    }
}
