using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Policy;

/// <summary>What became different from one set to the next, for the decision log. Pure.</summary>
static class PolicyChanges
{
    const int MostErrors = 3;

    public static IEnumerable<(string Kind, string? Subject, string Reason)> Between(PolicySet before, PolicySet after)
    {
        var (old, now) = (Texts(before), Texts(after));
        foreach (var document in before.Documents.Where(document => !now.ContainsKey(document.Id)))
            yield return ("policy-removed", document.Subject, $"{document.Id} ({document.Place}) is not there any more");
        foreach (var document in after.Documents)
        {
            if (!old.TryGetValue(document.Id, out var text))
                yield return ("policy-accepted", document.Subject, $"{document.Id} ({document.Place})");
            else if (text != now[document.Id])
                yield return ("policy-changed", document.Subject, $"{document.Id} ({document.Place})");
        }

        var known = before.Diagnostics.ToHashSet();
        foreach (var state in after.States)
        {
            var errors = state.Diagnostics.Where(error => error.IsError && !known.Contains(error)).ToList();
            if (errors.Count > 0)
                yield return (KindOf(state), state.Entry.Good?.Document?.Subject, Said(errors));
        }
    }

    static string KindOf(PolicyState state) => state.Status switch
    {
        PolicyStatus.Refused => "policy-refused",
        PolicyStatus.Outdated => "policy-kept",
        _ => "policy-conflict",
    };

    static string Said(List<Diagnostic> errors) =>
        string.Join("; ", errors.Take(MostErrors)) + (errors.Count > MostErrors ? $"; and {errors.Count - MostErrors} more" : "");

    static Dictionary<PolicyId, string> Texts(PolicySet set) => set.States
        .Where(static state => state.Status is PolicyStatus.InForce or PolicyStatus.Outdated)
        .ToDictionary(static state => state.Entry.Id!, static state => state.Entry.Good!.Text);
}
