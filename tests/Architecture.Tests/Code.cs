using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Modular.Architecture.Tests;

/// <summary>What compiled code does: lambdas and async methods count as part of the class that they are written in.</summary>
static class Code
{
    /// <param name="Caller">Full name of the outermost class that calls.</param>
    /// <param name="Type">Full name of the class or interface called, without type arguments.</param>
    public sealed record Call(string Caller, string Type, string Member)
    {
        public override string ToString() => $"{Caller} calls {Type}.{Member}";
    }

    public static IReadOnlyList<Call> Calls(Assembly assembly) => Read(assembly, instruction =>
        instruction.Operand is MethodReference method ? (method.DeclaringType.GetElementType().FullName, method.Name) : ((string, string)?)null,
        (caller, callee) => new Call(caller, callee.Item1, callee.Item2));

    public static IReadOnlyList<(string Caller, string Text)> Texts(Assembly assembly) => Read(assembly, instruction =>
        instruction.OpCode.Code == Mono.Cecil.Cil.Code.Ldstr ? ((string)instruction.Operand, "") : ((string, string)?)null,
        (caller, text) => (caller, text.Item1));

    static List<T> Read<T>(Assembly assembly, Func<Instruction, (string, string)?> find, Func<string, (string, string), T> make)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        return
        [
            .. from type in module.GetTypes()
               let caller = Outermost(type).FullName
               where !caller.StartsWith("Internal.Generated.", StringComparison.Ordinal)
               from method in type.Methods
               where method.HasBody
               from instruction in method.Body.Instructions
               let found = find(instruction)
               where found is not null
               select make(caller, found.Value),
        ];
    }

    static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
