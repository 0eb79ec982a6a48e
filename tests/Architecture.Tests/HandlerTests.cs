using Modular.Architecture.Tests.Planted;
using Modular.Architecture.Tests.Rules;

namespace Modular.Architecture.Tests;

public sealed class HandlerTests(Composition composition)
{
    static readonly IReadOnlyList<Type> Ours = Handlers.Of(House.Modules.SelectMany(module => House.AssemblyOf(module).GetTypes()));

    static readonly IReadOnlyList<Type> Planted = Handlers.Of(typeof(InvokingHandler).Assembly.GetTypes());

    [Fact]
    public void The_rules_see_every_handler_that_Wolverine_sees() =>
        Assert.Equal(
            composition.Handlers.AllChains().SelectMany(chain => chain.HandlerCalls()).Select(call => call.HandlerType)
                .Where(type => House.Modules.Any(module => House.AssemblyOf(module) == type.Assembly)).ToHashSet(),
            Ours.Where(type => !Handlers.IsEndpoint(type)).ToHashSet());

    [Theory]
    [MemberData(nameof(House.ModuleNames), MemberType = typeof(House))]
    public void A_module_accepts_what_it_handles(string name)
    {
        var module = House.Module(name);
        var handled = composition.Handlers.AllChains()
            .Where(chain => chain.HandlerCalls().Any(call => call.HandlerType.Assembly == House.AssemblyOf(module)))
            .Select(chain => chain.MessageType.IsArray ? chain.MessageType.GetElementType()! : chain.MessageType);

        Assert.NotEmpty(module.Accepts);
        Assert.Equal(module.Accepts.Count, module.Accepts.Distinct().Count());
        Assert.Equal(handled.ToHashSet(), module.Accepts.ToHashSet());
    }

    [Fact]
    public void Handlers_and_endpoints_are_static()
    {
        Assert.NotEmpty(Ours);
        Rule.Holds(Ours.Where(type => !Handlers.IsStatic(type) && !Handlers.IsSaga(type)).Select(type => $"{type} is neither static nor a saga."));
        Assert.Contains(Planted, type => type == typeof(ReadingEndpoint) && !Handlers.IsStatic(type));
    }

    [Fact]
    public void Handlers_sagas_and_endpoints_send_by_what_they_return()
    {
        Rule.Holds(Ours.SelectMany(Handlers.BusesOf));
        Assert.Equal(
            [
                $"{typeof(InvokingHandler)}..ctor takes IMessageBus",
                $"{typeof(ReadingEndpoint)}.Get takes IMessageBus",
            ],
            Planted.SelectMany(Handlers.BusesOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_module_waits_for_another()
    {
        Rule.Holds(House.All.SelectMany(Invocations.Violations));
        Assert.Equal([$"{typeof(InvokingHandler)} invokes, and makes a Modular.Payment.Contracts.RefundPayment"],
            Invocations.Violations(typeof(InvokingHandler).Assembly));
    }

    [Fact]
    public void No_handler_saga_or_endpoint_invokes_at_all()
    {
        var names = Ours.Select(type => type.FullName).ToHashSet();

        Rule.Holds(House.All.SelectMany(Code.Calls).Where(call => names.Contains(call.Caller) && Invocations.IsInvocation(call)));
    }
}
