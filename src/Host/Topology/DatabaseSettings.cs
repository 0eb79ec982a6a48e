using Modular.Kernel;

namespace Modular.Host.Topology;

/// <summary>
/// The connection strings of this process. <c>ConnectionStrings:Modular</c> is the shared one; a module with a
/// <c>Modules:{Name}:ConnectionString</c> of its own uses that.
/// </summary>
sealed class DatabaseSettings(IConfiguration configuration)
{
    public string Shared { get; } = configuration.GetConnectionString("Modular") is { Length: > 0 } shared
        ? shared
        : throw new InvalidOperationException("No database: set ConnectionStrings:Modular to a PostgreSQL connection string.");

    /// <summary>Whether all modules live in the shared database.</summary>
    public bool AreOne(IEnumerable<IModule> modules) => modules.All(module => Of(module) == Shared);

    public string Of(IModule module) => configuration[$"Modules:{module.Name}:ConnectionString"] is { Length: > 0 } own ? own : Shared;
}
