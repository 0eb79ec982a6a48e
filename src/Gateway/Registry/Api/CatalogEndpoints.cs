using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Api;

/// <summary><c>/v1/catalog</c> and <c>/v1/status</c>: what there is, well or not. Source: Consul's documentation of both.</summary>
static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder api, RegistryState state, BlockingReads reads)
    {
        api.MapGet("/catalog/services", (HttpRequest request) => reads.AnswerAsync(request, () => Names(state)));
        api.MapGet("/catalog/service/{**name}", (string? name, HttpRequest request) =>
            reads.AnswerOfServiceAsync(name, request, service => Instances(state, service, request.Query)));
        api.MapGet("/catalog/nodes", (HttpRequest request) =>
            reads.AnswerAsync(request, () => new Reading<IReadOnlyList<NodeView>>([state.Node.View], 1, new Topic().NextChange)));
        api.MapGet("/catalog/datacenters", () => Answers.Of(new[] { RegistryNode.Datacenter }));
        api.MapGet("/status/leader", () => Answers.Of($"{RegistryNode.Address}:8300"));
        api.MapGet("/status/peers", () => Answers.Of(new[] { $"{RegistryNode.Address}:8300" }));
    }

    static Reading<IReadOnlyDictionary<string, IReadOnlyList<string>>> Names(RegistryState state) => new(
        state.Catalogue.All.GroupBy(entry => entry.Name, StringComparer.Ordinal).ToDictionary(named => named.Key, Tags, StringComparer.Ordinal),
        state.Catalogue.Names.Index,
        state.Catalogue.Names.NextChange);

    static IReadOnlyList<string> Tags(IEnumerable<ServiceEntry> entries) =>
        [.. entries.SelectMany(entry => entry.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    static Reading<IReadOnlyList<CatalogView>> Instances(RegistryState state, string name, IQueryCollection query)
    {
        var shelf = state.Catalogue.ShelfOf(name);
        return new(
            [.. shelf.Entries.Values.Where(entry => HealthEndpoints.HasAll(entry, query["tag"])).Select(entry => entry.View(state.Node.View))],
            shelf.Topic.Index,
            shelf.Topic.NextChange);
    }
}
