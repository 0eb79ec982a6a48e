using System.Reflection;

namespace Modular.Order.Tests.Doubles;

/// <summary>Stands for an interface of Marten of which a test needs one or two methods; calling any other fails the test.</summary>
/// <remarks>Public and open, because the proxy derives from it in an assembly of its own.</remarks>
public class Fake : DispatchProxy
{
    readonly Dictionary<string, Func<object?[], object?>> _answers = new(StringComparer.Ordinal);

    public static T Of<T>(params (string Method, Func<object?[], object?> Answer)[] answers) where T : class
    {
        var proxy = Create<T, Fake>();
        foreach (var (method, answer) in answers)
            ((Fake)(object)proxy)._answers[method] = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answers.TryGetValue(targetMethod!.Name, out var answer)
            ? answer(args ?? [])
            : throw new NotSupportedException($"The test did not expect {targetMethod.Name}.");
}
