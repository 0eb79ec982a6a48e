using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Modular.Payment.Simulation;

static class SimulatedPaymentProviderExtensions
{
    /// <summary>Adds the simulated provider, its book in the given PostgreSQL database.</summary>
    public static void AddSimulatedPaymentProvider(this IServiceCollection services, NpgsqlDataSource database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IChargeBook>(provider => new PostgresChargeBook(database, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SimulatedPaymentProvider>();
        services.AddHostedService(_ => new ChargeBookSchema(database));
    }
}
