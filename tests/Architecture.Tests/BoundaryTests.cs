using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Modular.Architecture.Tests.Rules;

namespace Modular.Architecture.Tests;

public sealed class BoundaryTests
{
    public static TheoryData<string> Inner { get; } = [.. House.All.Except([House.Host]).Select(House.NameOf)];

    [Theory]
    [MemberData(nameof(Inner))]
    public void An_assembly_sees_the_kernel_and_contracts_only(string name)
    {
        var used = House.All.Single(assembly => House.NameOf(assembly) == name).GetReferencedAssemblies().Select(reference => reference.Name!);
        var references = used.Concat(ProjectReferences(name)).ToList();

        Assert.NotEmpty(references);
        Rule.Holds(Boundaries.Violations(name, references));
    }

    [Fact]
    public void References_that_nothing_uses_yet_are_seen_in_the_project() =>
        Assert.Contains("Modular.Payment.Contracts", ProjectReferences("Modular.Payment"));

    [Theory]
    [InlineData("Modular.Order", "Modular.Inventory")]
    [InlineData("Modular.Order", "Modular.ServiceDefaults")]
    [InlineData("Modular.Order", "modular")]
    [InlineData("Modular.Order.Contracts", "Modular.Inventory.Contracts")]
    [InlineData("Modular.Order.Contracts", "Modular.Order")]
    [InlineData("Modular.Kernel", "Modular.Order.Contracts")]
    [InlineData("Modular.ServiceDefaults", "Modular.Kernel")]
    [InlineData("modular-gateway", "Modular.Order.Contracts")]
    [InlineData("Modular.Order", "modular-gateway")]
    public void A_wrong_reference_is_found(string assembly, string reference) =>
        Assert.Equal([$"{assembly} references {reference}"], Boundaries.Violations(assembly, ["System.Runtime", "Marten", reference]));

    [Fact]
    public void Every_module_has_contracts_and_a_neighbour_that_reads_some()
    {
        Assert.Equal(House.Modules.Select(module => House.NameOf(House.AssemblyOf(module)) + ".Contracts").Order(), House.Contracts.Select(House.NameOf));
        Assert.Contains("Modular.Inventory.Contracts", House.AssemblyOf(House.Module("order")).GetReferencedAssemblies().Select(reference => reference.Name));
    }

    [Fact]
    public void Every_assembly_is_one_that_the_rules_know()
    {
        var built = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => name!.StartsWith("Modular", StringComparison.OrdinalIgnoreCase));

        Assert.Equal(House.All.Append(typeof(House).Assembly).Select(House.NameOf).ToHashSet(), built.ToHashSet()!);
    }

    [Theory]
    [MemberData(nameof(Inner))]
    public void Internals_are_shown_to_tests_only(string name)
    {
        var friends = House.All.Single(assembly => House.NameOf(assembly) == name).GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(friend => friend.AssemblyName);

        Rule.Holds(friends.Where(friend => !friend.EndsWith(".Tests", StringComparison.Ordinal) && friend != "Modular.Benchmarks"));
    }

    static IEnumerable<string> ProjectReferences(string assembly)
    {
        var name = assembly == House.NameOf(House.Gateway) ? "Gateway" : assembly["Modular.".Length..];
        var project = Directory.GetFiles(Path.Combine(House.Root, "src"), $"{name}.csproj", SearchOption.AllDirectories).Single();
        return XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => "Modular." + Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
    }
}
