using Modular.Host.Topology;
using Modular.ServiceDefaults.Health;

namespace Modular.Host.Startup;

/// <summary>Ready means: the database of every module answers, and so do inbox and outbox.</summary>
static class ModuleHealth
{
    public static void AddModuleHealth(this WebApplicationBuilder builder)
    {
        var databases = new DatabaseSettings(builder.Configuration);
        var health = builder.AddHealth().AddMessageStore();
        foreach (var module in ModuleTopology.Modules)
            health.AddDatabase(module.Name, databases.Of(module));
    }
}
