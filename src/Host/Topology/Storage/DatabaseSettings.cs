using Modular.Kernel;
using Npgsql;

namespace Modular.Host.Topology;

/// <summary>
/// The connection strings of this process. <c>ConnectionStrings:Modular</c> is the shared one; a module with a
/// <c>Modules:{Name}:ConnectionString</c> of its own uses that. With a database for each module, one without is given
/// <c>{shared}_{name}</c> on the shared server.
/// </summary>
sealed class DatabaseSettings(IConfiguration configuration, bool perModule)
{
    public string Shared { get; } = configuration.GetConnectionString("Modular") is { Length: > 0 } shared
        ? shared
        : throw new InvalidOperationException("No database: set ConnectionStrings:Modular to a PostgreSQL connection string.");

    /// <summary>Whether all of these live in the shared database.</summary>
    public bool AreOne(IEnumerable<IModule> modules) => modules.All(module => Of(module) == Shared);

    public string Of(IModule module) =>
        configuration[$"Modules:{module.Name}:ConnectionString"] is { Length: > 0 } own ? own
        : perModule ? InDatabase(DerivedName(module))
        : Shared;

    /// <summary>Whether the database has its name from us, so that it is ours to make.</summary>
    public bool IsDerived(IModule module) => perModule && configuration[$"Modules:{module.Name}:ConnectionString"] is not { Length: > 0 };

    /// <exception cref="TopologyException">Modules that run in different processes share a database.</exception>
    public void ThrowIfServicesShare(TopologyOptions topology)
    {
        foreach (var here in topology.Here)
        {
            if (topology.Elsewhere.FirstOrDefault(other => Of(other) == Of(here)) is { } other)
            {
                throw new TopologyException(
                    $"{here.Name} and {other.Name} run in different processes and share a database: each would take the other's messages for its " +
                    $"own. Set {TopologyOptions.DatabasesSetting} to true, or Modules:{here.Name}:ConnectionString.");
            }
        }
    }

    /// <summary>The database that a module has where each has its own.</summary>
    public string DerivedName(IModule module) => $"{new NpgsqlConnectionStringBuilder(Shared).Database}_{module.Name}";

    string InDatabase(string name) => new NpgsqlConnectionStringBuilder(Shared) { Database = name }.ConnectionString;
}
