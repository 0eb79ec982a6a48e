using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Modular.Kernel;

/// <summary>
/// One module of the system. It says what it is and what it needs; <em>where</em> it runs, and how messages reach it, is
/// none of its business (only <c>Host/Topology</c> knows).
/// </summary>
public interface IModule
{
    /// <summary>The logical name, lower case, such as <c>order</c>: its queue, its section in the configuration, its place in logs.</summary>
    string Name { get; }

    /// <summary>The module's own Marten store, an <c>IDocumentStore</c> marker interface.</summary>
    Type StoreType { get; }

    /// <summary>Every message that this module handles, from its own contracts, from its neighbours' and from itself.</summary>
    IReadOnlyList<Type> Accepts { get; }

    /// <summary>Adds the module's store and services.</summary>
    void AddServices(IServiceCollection services, ModuleSettings settings);

    /// <summary>Sets what the module's handlers need of Wolverine: error policies, for example. Never a transport.</summary>
    void Configure(WolverineOptions options);
}
