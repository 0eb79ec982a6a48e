using JasperFx;
using JasperFx.CodeGeneration;
using Modular.Inventory;
using Modular.Kernel;
using Modular.Order;
using Modular.Payment;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Telemetry;
using Npgsql;
using Wolverine;
using Wolverine.Postgresql;

namespace Modular.Host.Topology;

/// <summary>Which modules run in this process, and how messages find them. The only place that knows.</summary>
static class ModuleTopology
{
    public static readonly IReadOnlyList<IModule> Modules = [new OrderModule(), new InventoryModule(), new PaymentModule()];

    // Debug compiles handlers at start, as they stand; Release has no compiler and runs what `codegen write` wrote.
#if DEBUG
    const TypeLoadMode GeneratedCode = TypeLoadMode.Dynamic;
#else
    const TypeLoadMode GeneratedCode = TypeLoadMode.Static;
#endif

    public static void AddModules(this WebApplicationBuilder builder)
    {
        var settings = new DatabaseSettings(builder.Configuration);
        var databases = new Databases();
        foreach (var module in Modules)
        {
            var connectionString = settings.Of(module);
            module.AddServices(builder.Services, new ModuleSettings(
                connectionString, databases.Pool(connectionString), builder.Configuration.GetSection($"Modules:{module.Name}")));
        }

        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(databases);
        builder.Services.AddSingleton(Modules);
        builder.Services.AddOutageRecovery([.. Modules.Select(settings.Of).Append(settings.Shared).Distinct(StringComparer.Ordinal).Select(databases.Pool)]);
        builder.Host.UseWolverine(options =>
        {
            options.UseConventions(databases.Pool(settings.Shared));
            if (settings.AreOne(Modules))
                options.UseLocalMessaging(Modules);
            else
                options.UsePostgresqlMessaging(Modules);
        });
    }

    static void UseConventions(this WolverineOptions options, NpgsqlDataSource shared)
    {
        options.ServiceName = "modular";
        options.ApplicationAssembly = typeof(ModuleTopology).Assembly;
        options.CodeGeneration.TypeLoadMode = GeneratedCode;
        options.PersistMessagesWithPostgresql(shared, ModuleStoreConventions.EnvelopeSchema);
        options.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
        options.UseDurabilityConventions();
        options.RetryTransientFailures();
        options.UseCorrelation();
        options.UseQuietMessageLogs();

        foreach (var module in Modules)
            module.Configure(options);
    }
}
