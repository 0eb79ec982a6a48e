using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Modular.Payment.Simulation;

static class SimulatedPaymentProviderExtensions
{
    /// <summary>Adds the simulated provider, its book in the given PostgreSQL database.</summary>
    public static void AddSimulatedPaymentProvider(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton(PostgresChargeBook.Database, (_, _) => NpgsqlDataSource.Create(Pooled(connectionString)));
        services.AddSingleton<IChargeBook, PostgresChargeBook>();
        services.AddSingleton<SimulatedPaymentProvider>();
        services.AddHostedService<ChargeBookSchema>();
    }

    // A call is one statement of a millisecond, always of the same text: a few connections with prepared statements carry thousands a
    // second, and many instances can share one server.
    static string Pooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "payment provider",
        MaxPoolSize = 10,
        MaxAutoPrepare = 2,
        AutoPrepareMinUsages = 2,
    }.ConnectionString;
}
