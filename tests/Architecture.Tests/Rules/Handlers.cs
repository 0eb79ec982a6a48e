using System.Reflection;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Http;

namespace Modular.Architecture.Tests.Rules;

/// <summary>The classes whose methods Wolverine calls: handlers, sagas, endpoints.</summary>
static class Handlers
{
    // The conventions of Wolverine's handler discovery.
    static readonly HashSet<string> MethodNames = new(StringComparer.Ordinal)
    {
        "Handle", "HandleAsync", "Handles", "HandlesAsync", "Consume", "ConsumeAsync", "Consumes", "ConsumesAsync",
        "Start", "Starts", "StartAsync", "StartsAsync", "Orchestrate", "Orchestrates", "StartOrHandle", "NotFound",
    };

    static readonly Type[] Buses = [typeof(IMessageBus), typeof(IMessageContext), typeof(ICommandBus), typeof(IServiceProvider)];

    public static IReadOnlyList<Type> Of(IEnumerable<Type> types) => [.. types.Where(type => IsHandler(type) || IsSaga(type) || IsEndpoint(type))];

    public static bool IsSaga(Type type) => type.IsSubclassOf(typeof(Saga));

    public static bool IsEndpoint(Type type) => type.GetMethods().Any(IsVerb);

    public static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    static bool IsHandler(Type type) =>
        type.GetCustomAttribute<WolverineHandlerAttribute>() is not null
        || ((type.Name.EndsWith("Handler", StringComparison.Ordinal) || type.Name.EndsWith("Consumer", StringComparison.Ordinal))
            && type.GetMethods().Any(method => MethodNames.Contains(method.Name)));

    /// <summary>Parameters, of methods or constructors, through which a message could be sent past the return value.</summary>
    public static IReadOnlyList<string> BusesOf(Type type) =>
    [
        .. type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Concat<MethodBase>(type.GetConstructors())
            .SelectMany(method => method.GetParameters(), (method, parameter) => (method, parameter))
            .Where(pair => Buses.Contains(pair.parameter.ParameterType))
            .Select(pair => $"{type.FullName}.{pair.method.Name} takes {pair.parameter.ParameterType.Name}"),
    ];

    static bool IsVerb(MethodInfo method) => method.GetCustomAttributes().Any(attribute => attribute is WolverineHttpMethodAttribute);
}
