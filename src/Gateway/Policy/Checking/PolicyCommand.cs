using Modular.Gateway.Policy.Reading;
using Modular.Gateway.Policy.Sources;

namespace Modular.Gateway.Policy.Checking;

/// <summary><c>modular-gateway policy check FILE…</c>: says before deployment what the gateway would say after it.</summary>
static class PolicyCommand
{
    const int Clean = 0;
    const int Faulty = 1;
    const int WrongUsage = 2;

    const string Usage =
        """
        Checks policies as the gateway reads them: Istio's VirtualService and DestinationRule, Flagger's Canary.

        Usage: policy check FILE...

        FILE is YAML or JSON with one document or several, or a folder of such files. Files that are
        named together are checked together: subsets, and hosts that two documents want.

        Each line of output is FILE:LINE: FIELD: what is wrong, and what is allowed.
        Exit code: 0 nothing is wrong (there may be warnings), 1 something is, 2 wrong usage.
        """;

    /// <param name="arguments">What follows <c>policy</c>.</param>
    /// <returns>The exit code of the process.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Any(static argument => argument is "--help" or "-h"))
        {
            output.WriteLine(Usage);
            return Clean;
        }

        if (arguments is not ["check", _, ..] || arguments.Skip(1).FirstOrDefault(static argument => argument.StartsWith('-')) is not null)
        {
            errors.WriteLine(Usage);
            return WrongUsage;
        }

        var named = arguments.Skip(1).ToList();
        if (named.Find(static name => !File.Exists(name) && !Directory.Exists(name)) is { } missing)
        {
            errors.WriteLine($"There is no file {missing}.");
            return WrongUsage;
        }

        if (named.Find(static name => Directory.Exists(name) && !PolicyFolder.FilesOf(name).Any()) is { } empty)
        {
            errors.WriteLine($"There is no policy in the folder {empty}: no *.yaml, *.yml or *.json file.");
            return WrongUsage;
        }

        return Check([.. named.SelectMany(static name => Directory.Exists(name) ? PolicyFolder.FilesOf(name) : [name]).Distinct(StringComparer.Ordinal)], output);
    }

    static int Check(List<string> files, TextWriter output)
    {
        var set = PolicyMerge.Merge(0, files.SelectMany(static file => PolicyEntry.Next(PolicyOrigin.Folder, [], PolicyFolder.Read(file))));
        var found = set.Diagnostics.OrderBy(diagnostic => files.IndexOf(diagnostic.Source)).ThenBy(static diagnostic => diagnostic.Line).ToList();
        foreach (var diagnostic in found)
            output.WriteLine(diagnostic);
        var errors = found.Count(static diagnostic => diagnostic.IsError);
        output.WriteLine(
            $"{Count(files.Count, "file")}, {Count(set.States.Count(static state => state.Status != PolicyStatus.Foreign), "policy", "policies")}: {Count(errors, "error")}, {Count(found.Count - errors, "warning")}");
        return errors > 0 ? Faulty : Clean;
    }

    static string Count(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count} {many ?? $"{one}s"}";
}
