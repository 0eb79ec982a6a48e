using Modular.Payment.Contracts;
using Wolverine;
using Wolverine.Http;
using Wolverine.Postgresql;

namespace Modular.Architecture.Tests.Planted;

// One violation of each rule that looks into code: a rule that does not find its own no longer works.

/// <summary>Knows a transport.</summary>
static class KnowsTransports
{
    public static void Configure(WolverineOptions options)
    {
        options.PublishMessage<RefundPayment>().ToLocalQueue("payment");
        options.UsePostgresqlPersistenceAndTransport("Host=nowhere");
        options.Policies.UseDurableLocalQueues();
    }
}

/// <summary>Waits for a neighbour, in an async method.</summary>
sealed class InvokingHandler(IMessageBus bus)
{
    public async Task Handle(PaymentCaptured captured)
    {
        await Task.Yield();
        await bus.InvokeAsync(new RefundPayment(captured.PaymentId, captured.OrderId, "planted"));
    }
}

/// <summary>Is an endpoint, is not static, takes a bus and reads a neighbour's table.</summary>
sealed class ReadingEndpoint
{
    const string Sql = "select data from payments.mt_streams";

    [WolverineGet("/planted")]
    public string Get(IMessageBus bus) => bus.ToString() + Sql + GetType().Name;
}

/// <summary>Says nothing about what it does.</summary>
sealed class PlantedManager;
