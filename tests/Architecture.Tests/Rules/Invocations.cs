using System.Reflection;
using System.Text.RegularExpressions;

namespace Modular.Architecture.Tests.Rules;

/// <summary>Waiting for a neighbour's handler ties two modules' fates together. A class may only invoke messages of its own module.</summary>
static partial class Invocations
{
    public static IReadOnlyList<string> Violations(Assembly assembly)
    {
        var calls = Code.Calls(assembly);
        var invokers = calls.Where(IsInvocation).Select(call => call.Caller).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. calls.Where(call => call.Member == ".ctor" && invokers.Contains(call.Caller) && IsNeighbours(call.Type, assembly))
                .Select(call => $"{call.Caller} invokes, and makes a {call.Type}"),
        ];
    }

    public static bool IsInvocation(Code.Call call) =>
        call.Type.StartsWith("Wolverine.", StringComparison.Ordinal) && Members().IsMatch(call.Member);

    // "Modular.Order.Contracts.X" is Modular.Order's own.
    static bool IsNeighbours(string type, Assembly assembly) =>
        type.StartsWith("Modular.", StringComparison.Ordinal)
        && type.Contains(".Contracts.", StringComparison.Ordinal)
        && !type.StartsWith(House.NameOf(assembly) + ".", StringComparison.Ordinal);

    [GeneratedRegex("^(Invoke|Stream|Request)\\w*Async$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Members();
}
