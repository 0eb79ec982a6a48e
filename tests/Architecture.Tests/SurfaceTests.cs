using System.Reflection;
using Modular.Architecture.Tests.Planted;
using Modular.Architecture.Tests.Rules;
using Modular.Kernel;

namespace Modular.Architecture.Tests;

public sealed class SurfaceTests
{
    [Theory]
    [MemberData(nameof(House.ModuleNames), MemberType = typeof(House))]
    public void A_module_shows_what_generated_code_needs_and_no_more(string name)
    {
        var types = House.AssemblyOf(House.Module(name)).GetExportedTypes().Where(type => !type.IsNested).ToList();
        var handlers = Handlers.Of(types);
        var mentioned = handlers
            .SelectMany(handler => handler.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.ParameterType)
            .ToHashSet();

        Assert.NotEmpty(handlers);
        Rule.Holds(types
            .Where(type => !handlers.Contains(type) && !mentioned.Contains(type) && !IsRecord(type) && !type.IsEnum
                && !type.IsSubclassOf(typeof(Exception)) && !typeof(IModule).IsAssignableFrom(type) && type != House.Module(name).StoreType)
            .Select(type => $"{type} can be internal."));
    }

    [Fact]
    public void Contracts_are_data()
    {
        var types = House.Contracts.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) && type.Namespace!.StartsWith("Modular.", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(types);
        Rule.Holds(types.Where(type => !type.IsPublic || !(type.IsEnum || (IsRecord(type) && type.IsSealed)))
            .Select(type => $"{type} is not a public sealed record or enum."));
    }

    [Fact]
    public void No_class_has_a_name_that_says_nothing()
    {
        var types = House.All.SelectMany(assembly => assembly.GetTypes()).ToList();

        Assert.NotEmpty(types);
        Rule.Holds(Names.Vague(types));
        Assert.Equal([typeof(PlantedManager).FullName!], Names.Vague(typeof(PlantedManager).Assembly.GetTypes()));
    }

    static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
