using Modular.Kernel;
using Wolverine;
using Wolverine.Postgresql;

namespace Modular.Host.Topology;

/// <summary>Where a process keeps the inbox of its queues, and what its instances know of each other.</summary>
static class MessageStorage
{
    public static void KeepMessages(
        this WolverineOptions options, TopologyOptions topology, DatabaseSettings settings, Databases databases)
    {
        // A message comes into the module's own database, beside the data that it changes.
        var own = topology.Here.Select(settings.Of).Distinct(StringComparer.Ordinal).ToList();
        var database = own is [var only] ? only : settings.Shared;
        options.PersistMessagesWithPostgresql(databases.Pool(database), SchemaOf(topology, isShared: database == settings.Shared));
    }

    // The instances of one service share an inbox and recover each other's messages. Another service could not handle them.
    static string SchemaOf(TopologyOptions topology, bool isShared) => topology.Elsewhere.Count == 0 || !isShared
        ? ModuleStoreConventions.EnvelopeSchema
        : $"{ModuleStoreConventions.EnvelopeSchema}_{topology.ServiceName.Replace('-', '_')}";
}
