using Marten;
using Modular.Order.Fulfilment;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests.Fulfilment;

public sealed class FulfilmentDueTests
{
    static readonly Guid Settled = Guid.Parse("01920000-0000-7000-8000-000000000002");

    [Fact]
    public async Task Of_the_orders_whose_time_is_up_the_open_ones_time_out_once()
    {
        IEnumerable<Guid> asked = [];
        var session = Fake.Of<IDocumentSession>((nameof(IDocumentSession.LoadManyAsync), args =>
        {
            asked = (IEnumerable<Guid>)args[1]!;
            return Task.FromResult<IReadOnlyList<OrderFulfilment>>([OrderFulfilment.Of(Given.Placed, "tok_approved")]);
        }));

        var messages = await FulfilmentDueHandler.Handle(
            [new FulfilmentDue(Given.Id), new FulfilmentDue(Settled), new FulfilmentDue(Given.Id)], session, TestContext.Current.CancellationToken);

        Assert.Equal([Given.Id, Settled], asked);
        Assert.Equal([new FulfilmentTimedOut(Given.Id)], messages);
    }
}
