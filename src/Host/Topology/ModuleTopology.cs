using JasperFx;
using JasperFx.CodeGeneration;
using Modular.Host.Topology.Queues;
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

    public static void AddModules(this WebApplicationBuilder builder, TopologyOptions topology)
    {
        var settings = new DatabaseSettings(builder.Configuration, topology.DatabasePerModule);
        settings.ThrowIfServicesShare(topology);
        var databases = new Databases();
        foreach (var module in topology.Here)
        {
            var connectionString = settings.Of(module);
            module.AddServices(builder.Services, new ModuleSettings(
                connectionString, databases.Pool(connectionString), builder.Configuration.GetSection($"Modules:{module.Name}")));
        }

        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(databases);
        builder.Services.AddSingleton(topology);
        builder.Services.AddOutageRecovery(
            [.. topology.Here.Select(settings.Of).Append(settings.Shared).Distinct(StringComparer.Ordinal).Select(databases.Pool)]);
        var transport = topology.TransportFor(settings.AreOne(Modules));
        builder.Host.UseWolverine(options =>
        {
            options.UseConventions(topology);
            options.KeepMessages(topology, settings, databases);
            options.UseTransport(transport, topology, databases.Pool(settings.Shared), builder.Configuration);
        });
    }

    static void UseTransport(
        this WolverineOptions options, Transport transport, TopologyOptions topology, NpgsqlDataSource shared, IConfiguration configuration)
    {
        switch (transport)
        {
            case Transport.Local:
                options.UseLocalMessaging(topology.Here);
                break;
            case Transport.Postgresql:
                options.UsePostgresqlMessaging(topology, shared, QueueOptions.From(configuration));
                break;
            case Transport.RabbitMq:
                options.UseRabbitMqMessaging(topology, RabbitMqMessaging.AddressIn(configuration));
                break;
            case Transport.Kafka:
                options.UseKafkaMessaging(topology, KafkaOptions.From(configuration));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    static void UseConventions(this WolverineOptions options, TopologyOptions topology)
    {
        options.ServiceName = topology.ServiceName;
        options.ApplicationAssembly = typeof(ModuleTopology).Assembly;
        options.CodeGeneration.TypeLoadMode = GeneratedCode;
        options.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
        options.UseDurabilityConventions(topology);
        options.RetryTransientFailures();
        options.UseCorrelation();
        options.UseQuietMessageLogs();

        foreach (var module in topology.Here)
            module.Configure(options);
    }
}
