using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Modular.Gateway.Policy.Reading;
using Modular.ServiceDefaults.Problems;

namespace Modular.Gateway.Policy;

/// <summary>What an operator can ask about policies, and change in them.</summary>
sealed class PolicyApi(PolicyStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/policies", All).WithSummary("All policies, with what is wrong with them.");
        endpoints.MapGet("/policies/{kind}/{name}", One).WithSummary("One policy, with its text.");
        endpoints.MapPut("/policies/{kind}/{name}", PutAsync).WithSummary("Puts a policy in force, in YAML or JSON: the next request obeys it.")
            .Accepts<string>("application/yaml", "application/json");
        endpoints.MapDelete("/policies/{kind}/{name}", Delete).WithSummary("Takes back a policy that was put; one of a file counts again.");
    }

    PoliciesView All()
    {
        var set = store.Current;
        return new(set.Version, [.. set.States.Select(static state => PolicyView.Of(state))]);
    }

    Results<Ok<PolicyView>, NotFound> One(string kind, string name) =>
        IdOf(kind, name) is { } id && StatesOf(store.Current, id).FirstOrDefault() is { } state ? TypedResults.Ok(PolicyView.Of(state, withText: true)) : TypedResults.NotFound();

    async Task<Results<Ok<PolicyView>, NotFound, ProblemHttpResult>> PutAsync(string kind, string name, HttpRequest request, CancellationToken cancellation)
    {
        if (IdOf(kind, name) is not { } id)
            return TypedResults.NotFound();
        using var body = new StreamReader(request.Body, Encoding.UTF8);
        var read = DocumentReader.Read(SourceOf(id), await body.ReadToEndAsync(cancellation));
        if (Faults(read, id) is { Count: > 0 } faults)
            return Refusal($"The {id.Kind} cannot be obeyed; nothing has changed. Correct what is listed under errors.", faults);
        var set = Take(id, read);
        return TypedResults.Ok(PolicyView.Of(StatesOf(set, id).First(static state => state.Entry.Origin == PolicyOrigin.Api)));
    }

    Results<NoContent, NotFound, ProblemHttpResult> Delete(string kind, string name)
    {
        if (IdOf(kind, name) is not { } id || !StatesOf(store.Current, id).Any())
            return TypedResults.NotFound();
        if (!StatesOf(store.Current, id).Any(static state => state.Entry.Origin == PolicyOrigin.Api))
        {
            var source = StatesOf(store.Current, id).First().Entry.Latest.Place.Source;
            return TypedResults.Problem($"It was not put here but comes from {source}: take it out there.", statusCode: StatusCodes.Status409Conflict);
        }

        Take(id, []);
        return TypedResults.NoContent();
    }

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
