using System.Reflection;
using Modular.Architecture.Tests.Rules;
using Modular.Kernel;
using Wolverine.Attributes;
using Wolverine.Util;

namespace Modular.Architecture.Tests;

/// <summary>Messages and events are stored under names of their own, so that a class may be renamed or moved.</summary>
public sealed class MessageNameTests(Composition composition)
{
    static readonly IReadOnlyList<Type> Contracts = [.. House.Contracts.SelectMany(assembly => assembly.GetExportedTypes())];

    static readonly string[] ApiNames = ["Request", "View", "Receipt", "Page"];

    [Fact]
    public void Every_message_has_a_stable_name_of_its_module()
    {
        var messages = Messages();

        Assert.NotEmpty(messages);
        Rule.Holds(messages.Where(message => message.GetCustomAttribute<MessageIdentityAttribute>() is null)
            .Select(message => $"{message} has no [MessageIdentity]."));
        Rule.Holds(messages.Where(message => !Names.IsStable(message.ToMessageTypeName(), ModuleOf(message)))
            .Select(message => $"{message} is called {message.ToMessageTypeName()}."));
    }

    [Fact]
    public void What_is_no_message_is_a_part_of_one_or_of_the_API()
    {
        var parts = Contracts.SelectMany(type => type.GetProperties()).SelectMany(property => property.PropertyType.GetGenericArguments().Append(property.PropertyType)).ToHashSet();
        var others = Contracts.Where(type => type.GetCustomAttribute<MessageIdentityAttribute>() is null && !parts.Contains(type)).ToList();

        Assert.NotEmpty(others);
        Rule.Holds(others.Where(type => !ApiNames.Any(name => type.Name.EndsWith(name, StringComparison.Ordinal)))
            .Select(type => $"{type} is used by no other contract: give it a [MessageIdentity], or a name that ends in {string.Join(", ", ApiNames)}."));
    }

    [Theory]
    [MemberData(nameof(House.ModuleNames), MemberType = typeof(House))]
    public void Every_event_has_a_stable_name_of_its_module(string name)
    {
        var events = composition.EventsOf(House.Module(name));

        Assert.NotEmpty(events);
        Rule.Holds(events.Where(pair => !Names.IsStable(pair.Value, name))
            .Select(pair => $"{pair.Key} is stored as {pair.Value}: map it in the module's AddServices."));
    }

    [Fact]
    public void No_two_messages_or_events_have_one_name()
    {
        var names = Messages().Select(message => message.ToMessageTypeName())
            .Concat(House.Modules.SelectMany(module => composition.EventsOf(module).Values))
            .ToList();

        Assert.NotEmpty(names);
        Rule.Holds(names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void A_message_that_is_accepted_is_a_contract_or_the_modules_own() =>
        Rule.Holds(
            from module in House.Modules
            from message in module.Accepts
            where !Contracts.Contains(message) && message.Assembly != House.AssemblyOf(module)
            select $"{module.Name} accepts {message}");

    [Theory]
    [InlineData("Modular.Inventory.Contracts.ReserveStock")]
    [InlineData("inventory.ReserveStock.v1")]
    [InlineData("inventory.reserve-stock")]
    [InlineData("inventory.reserve-stock.v0")]
    [InlineData("inventory.reserve-stock.v1.v2")]
    [InlineData("order.reserve-stock.v1")]
    [InlineData("units_received")]
    public void An_unstable_name_is_found(string name) => Assert.False(Names.IsStable(name, "inventory"));

    static HashSet<Type> Messages() =>
        [.. House.Modules.SelectMany(module => module.Accepts), .. Contracts.Where(type => type.GetCustomAttribute<MessageIdentityAttribute>() is not null)];

    static string ModuleOf(Type message) => House.NameOf(message.Assembly).Split('.')[1].ToLowerInvariant();
}
