using Modular.Host.Topology;
using Modular.ServiceDefaults.Health;

namespace Modular.Host.Startup;

/// <summary>Ready means: the database of every module answers, and so do inbox and outbox.</summary>
static class ModuleHealth
{
    public static void AddModuleHealth(this WebApplicationBuilder builder, TopologyOptions topology)
    {
        var databases = new DatabaseSettings(builder.Configuration, topology.DatabasePerModule);
        var health = builder.AddHealth().AddMessageStore();
        foreach (var module in topology.Here)
            health.AddDatabase(module.Name, databases.Of(module));
    }
}
