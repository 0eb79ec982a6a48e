using Modular.Kernel;
using Wolverine;

namespace Modular.Host.Topology;

/// <summary>Which message goes where, when a queue outside of the process stands for each module. The same for every transport.</summary>
static class ModuleRouting
{
    /// <param name="options">Wolverine's.</param>
    /// <param name="topology">Who is here.</param>
    /// <param name="listen">Listens to the queue of a module that runs here.</param>
    /// <param name="send">Sends messages of this type to the queue of a module, wherever it runs.</param>
    public static void RouteByModule(this WolverineOptions options, TopologyOptions topology, Action<IModule> listen, Action<Type, IModule> send)
    {
        foreach (var module in topology.Here)
        {
            options.QueueLocally(module, OwnOf(module));
            listen(module);
        }

        foreach (var module in ModuleTopology.Modules)
        {
            foreach (var message in module.Accepts.Except(OwnOf(module)))
                send(message, module);
        }
    }

    // What lives in the module itself, and not in its contracts, only the module sends.
    static IEnumerable<Type> OwnOf(IModule module) => module.Accepts.Where(message => message.Assembly == module.GetType().Assembly);
}
