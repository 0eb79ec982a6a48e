using Microsoft.Extensions.Primitives;
using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Api;

/// <summary><c>/v1/health</c>: who is well. Source: Consul's documentation of <c>/health</c>.</summary>
static class HealthEndpoints
{
    public static void MapHealthOfServices(this IEndpointRouteBuilder api, RegistryState state, BlockingReads reads)
    {
        api.MapGet("/health/service/{**name}", (string? name, HttpRequest request) => QueryFlags.TryRead(request.Query, "passing", out var onlyPassing)
            ? reads.AnswerOfServiceAsync(name, request, service => Service(state, service, request.Query["tag"], onlyPassing))
            : Task.FromResult(Answers.BadRequest("Invalid value for ?passing")));
        api.MapGet("/health/checks/{**name}", (string? name, HttpRequest request) =>
            reads.AnswerOfServiceAsync(name, request, service => ChecksOfService(state, service)));
        api.MapGet("/health/node/{node}", (string node, HttpRequest request) =>
            reads.AnswerAsync(request, () => Checks(state, _ => node == state.Node.Name || node == state.Node.Id)));
        api.MapGet("/health/state/{status}", (string status, HttpRequest request) =>
            reads.AnswerAsync(request, () => Checks(state, check => status is "any" || check.Status == status)));
    }

    static Reading<IReadOnlyList<HealthView>> Service(RegistryState state, string name, StringValues tags, bool onlyPassing)
    {
        var shelf = state.Catalogue.ShelfOf(name);
        return new(
            [.. shelf.Entries.Values
                .Where(entry => HasAll(entry, tags))
                .Select(entry => new HealthView(state.Node.View, entry.View(RegistryNode.Datacenter), [.. state.ChecksFor(entry)]))
                .Where(health => !onlyPassing || health.Checks.All(check => check.Status == CheckStatus.Passing))],
            shelf.Topic.Index,
            shelf.Topic.NextChange);
    }

    static Reading<IReadOnlyList<CheckView>> ChecksOfService(RegistryState state, string name)
    {
        var shelf = state.Catalogue.ShelfOf(name);
        return new(
            [.. shelf.Entries.Values.SelectMany(entry => entry.Checks.Values).Select(check => check.View(state.Node.Name))],
            shelf.Topic.Index,
            shelf.Topic.NextChange);
    }

    static Reading<IReadOnlyList<CheckView>> Checks(RegistryState state, Func<CheckView, bool> isMeant) =>
        new([.. state.AllChecks().Where(isMeant)], state.Catalogue.AllChecks.Index, state.Catalogue.AllChecks.NextChange);

    internal static bool HasAll(ServiceEntry entry, StringValues tags) => tags.All(tag => entry.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));
}
