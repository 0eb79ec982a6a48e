using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Api;

/// <summary><c>/v1/session</c>. Source: Consul's documentation of it.</summary>
static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder api, RegistryState state, BlockingReads reads)
    {
        api.MapPut("/session/create", (HttpRequest request, CancellationToken cancellation) => CreateAsync(state, request, cancellation));
        api.MapPut("/session/destroy/{id}", (string id) => Destroy(state, id));
        api.MapPut("/session/renew/{id}", (string id) => Renew(state, id));
        api.MapGet("/session/info/{id}", (string id, HttpRequest request) =>
            Guid.TryParse(id, out _) ? reads.AnswerAsync(request, () => state.Sessions.One(id)) : Task.FromResult(Invalid(id)));
        api.MapGet("/session/list", (HttpRequest request) => reads.AnswerAsync(request, state.Sessions.All));
        api.MapGet("/session/node/{node}", (string node, HttpRequest request) =>
            reads.AnswerAsync(request, () => node == state.Node.Name ? state.Sessions.All() : state.Sessions.All() with { Value = [] }));
    }

    static async Task<IResult> CreateAsync(RegistryState state, HttpRequest request, CancellationToken cancellation)
    {
        // All of it has defaults: there may be no body. As Consul does: one that does not say how long it is is none.
        var isEmpty = request.ContentLength is null or 0;
        var (definition, problem) = isEmpty
            ? (new SessionDefinition(), "")
            : await Answers.BodyAsync<SessionDefinition>(request, cancellation);
        if (definition is null)
            return Answers.BadRequest(problem);

        lock (state.Gate)
            return state.Sessions.Create(definition, out problem) is { } id ? Answers.Of(new { ID = id }) : Answers.BadRequest(problem);
    }

    static IResult Destroy(RegistryState state, string id)
    {
        if (!Guid.TryParse(id, out _))
            return Invalid(id);

        lock (state.Gate)
            state.Sessions.Destroy(id);
        return Answers.Of(true);
    }

    static IResult Invalid(string id) => Answers.BadRequest($"Invalid session ID '{id}'");

    static IResult Renew(RegistryState state, string id)
    {
        lock (state.Gate)
            return state.Sessions.Renew(id) is { } session ? Answers.Of(new[] { session }) : Answers.NotFound($"Session id '{id}' not found");
    }
}
