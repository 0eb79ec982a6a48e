using Modular.Kernel;

namespace Modular.Host.Topology;

/// <summary>
/// What `up` may be told of a topology: what the process of each service may be told. It is looked at as that process will have it, before
/// anything is started; a process that refuses its settings would only die again and again.
/// </summary>
static class SystemTopology
{
    /// <param name="topology">What `up` itself was told.</param>
    /// <param name="configuration">What the processes inherit.</param>
    /// <exception cref="TopologyException">A process would refuse it; the message has the words of that process.</exception>
    public static void ThrowIfInvalid(TopologyOptions topology, IConfiguration configuration)
    {
        if (configuration["Topology:Modules"] is { Length: > 0 } modules)
        {
            throw new TopologyException(
                $"`up` runs all modules, and not only {modules}: it takes no {TopologyOptions.ModulesSetting}. Say with --instances how many processes " +
                "of each, such as --instances order=3; or leave `up` out, for one process with some of the modules.");
        }

        if (!topology.Level.ProcessPerModule)
            return;
        var databases = new DatabaseSettings(configuration, topology.DatabasePerModule);
        foreach (var module in ModuleTopology.Modules)
            ThrowIfRefusedBy(module, topology, databases);
    }

    static void ThrowIfRefusedBy(IModule module, TopologyOptions topology, DatabaseSettings databases)
    {
        var own = topology with { Here = [module], Elsewhere = [.. ModuleTopology.Modules.Where(other => other != module)] };
        try
        {
            databases.ThrowIfServicesShare(own);
            own.TransportFor(databases.AreOne(ModuleTopology.Modules));
        }
        catch (TopologyException refusal)
        {
            throw new TopologyException($"The process of {module.Name} would not start. {refusal.Message}");
        }
    }
}
