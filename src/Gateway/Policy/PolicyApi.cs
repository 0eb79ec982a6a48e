using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Modular.Gateway.Policy.Reading;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Problems;

namespace Modular.Gateway.Policy;

/// <summary>What an operator can ask about policies, and change in them.</summary>
sealed class PolicyApi(PolicyStore store, SharedPolicies shared)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/policies", All).WithSummary("All policies, with what is wrong with them.");
        endpoints.MapGet("/policies/{kind}/{name}", One).WithSummary("One policy, with its text.");
        endpoints.MapPut("/policies/{kind}/{name}", PutAsync).WithSummary("Puts a policy in force, in YAML or JSON: the next request obeys it. With shared=true on all gateways of the registry, where it stays; else here, until the gateway stops.")
            // curl calls a file a form unless it is told otherwise.
            .Accepts<string>("application/yaml", "application/json", "*/*");
        endpoints.MapDelete("/policies/{kind}/{name}", DeleteAsync).WithSummary("Takes back a policy that was put, with shared=true one that was put so; one of a file counts again.");
    }

    PoliciesView All()
    {
        var set = store.Current;
        return new(set.Version, [.. set.States.Select(static state => PolicyView.Of(state))]);
    }

    Results<Ok<PolicyView>, NotFound> One(string kind, string name) =>
        IdOf(kind, name) is { } id && StatesOf(store.Current, id).FirstOrDefault() is { } state ? TypedResults.Ok(PolicyView.Of(state, withText: true)) : TypedResults.NotFound();

    async Task<Results<Ok<PolicyView>, NotFound, ProblemHttpResult>> PutAsync(
        string kind, string name, HttpRequest request, CancellationToken cancellation, [FromQuery(Name = "shared")] bool isShared = false)
    {
        if (IdOf(kind, name) is not { } id)
            return TypedResults.NotFound();
        using var body = new StreamReader(request.Body, Encoding.UTF8);
        var text = await body.ReadToEndAsync(cancellation);
        var read = DocumentReader.Read(SourceOf(id), text);
        if (Faults(read, id) is { Count: > 0 } faults)
            return Refusal($"The {id.Kind} cannot be obeyed; nothing has changed. Correct what is listed under errors.", faults);
        if (!isShared)
            return TypedResults.Ok(PolicyView.Of(StatesOf(Take(id, read), id).First(static state => state.Entry.Origin == PolicyOrigin.Api)));
        if (await RefusedAsync(() => shared.PutAsync(id, text, cancellation)) is { } refusal)
            return refusal;
        // It takes the place of what was put for this gateway alone.
        Take(id, []);
        var states = StatesOf(store.Current, id).ToList();
        return states.Count == 0
            ? Problem(StatusCodes.Status503ServiceUnavailable, "The registry has it, and has not told this gateway yet.")
            : TypedResults.Ok(PolicyView.Of(states.Find(state => IsShared(state, id)) ?? states[0]));
    }

    async Task<Results<NoContent, NotFound, ProblemHttpResult>> DeleteAsync(
        string kind, string name, CancellationToken cancellation, [FromQuery(Name = "shared")] bool isShared = false)
    {
        if (IdOf(kind, name) is not { } id || StatesOf(store.Current, id).ToList() is not [var first, ..] states)
            return TypedResults.NotFound();
        if (!states.Exists(state => isShared ? IsShared(state, id) : state.Entry.Origin == PolicyOrigin.Api))
            return Problem(StatusCodes.Status409Conflict, WhereToDelete(first, id));
        if (isShared)
            return await RefusedAsync(() => shared.DeleteAsync(id, cancellation)) is { } refusal ? refusal : TypedResults.NoContent();

        Take(id, []);
        return TypedResults.NoContent();
    }

    static string WhereToDelete(PolicyState state, PolicyId id) =>
        IsShared(state, id) ? "All gateways share it: delete it with ?shared=true."
        : state.Entry.Origin == PolicyOrigin.Api ? "It was put for this gateway alone: delete it without ?shared=true."
        : $"It was not put here but comes from {state.Entry.Latest.Place.Source}: take it out there.";

    static bool IsShared(PolicyState state, PolicyId id) =>
        state.Entry.Origin == PolicyOrigin.Registry && state.Entry.Latest.Place.Source == SharedPolicies.KeyOf(id);

    /// <returns>Null when it went well.</returns>
    async Task<ProblemHttpResult?> RefusedAsync(Func<Task> change)
    {
        if (!shared.AreShared)
            return Problem(StatusCodes.Status409Conflict, "This gateway has no registry to share it in: set Registry:Address, or leave out shared=true.");
        try
        {
            await change();
            return null;
        }
        catch (ConsulException failure)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, $"The registry did not take it, nothing has changed: {failure.Message}");
        }
    }

    static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    PolicySet Take(PolicyId id, IReadOnlyList<ReadDocument> read) =>
        store.Take(PolicyOrigin.Api, new Dictionary<string, IReadOnlyList<ReadDocument>>(StringComparer.Ordinal) { [SourceOf(id)] = read });

    static List<Diagnostic> Faults(IReadOnlyList<ReadDocument> read, PolicyId id)
    {
        var errors = read.SelectMany(static document => document.Diagnostics).Where(static found => found.IsError).ToList();
        if (errors.Count > 0)
            return errors;
        return read is [{ Id: { } found }] && found == id
            ? []
            : [Diagnostic.Error(new(SourceOf(id), 1), "", $"the body must be one document, {id}, not {(read.Count == 1 ? read[0].Id?.ToString() ?? "one for somebody else" : $"{read.Count}")}")];
    }

    static ProblemHttpResult Refusal(string detail, List<Diagnostic> errors) => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status422UnprocessableEntity,
        Title = "Unprocessable Entity",
        Type = ProblemType.Invalid.Uri,
        Detail = detail,
        Extensions = { ["errors"] = errors.ConvertAll(DiagnosticView.Of) },
    });

    /// <summary>The one in force comes first.</summary>
    static IEnumerable<PolicyState> StatesOf(PolicySet set, PolicyId id) =>
        set.States.Where(state => state.Entry.Id == id).OrderBy(static state => state.Status);

    static PolicyId? IdOf(string kind, string name) =>
        Enum.GetValues<PolicyKind>().Cast<PolicyKind?>().FirstOrDefault(known => kind.Equals($"{known}", StringComparison.OrdinalIgnoreCase)) is { } found
            ? new(found, name)
            : null;

    static string SourceOf(PolicyId id) => $"api/{id.Kind}/{id.Name}";
}
