using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Modular.Inventory.Contracts;
using Modular.Order.Fulfilment;
using Modular.Order.Placing;
using Modular.Order.Tests.Doubles;
using Wolverine;
using Wolverine.Marten;

namespace Modular.Order.Tests.Placing;

public sealed class PlaceOrderTests
{
    readonly List<object?> _inserted = [];

    [Fact]
    public void Placing_answers_with_the_id() => Assert.Equal(new OrderAccepted(Given.Id), Post(key: null).Answer);

    [Fact]
    public void Placing_starts_the_stream_of_the_order_with_its_first_event()
    {
        var stream = Post(key: null).Stream;

        Assert.Equal(Given.Id, stream.StreamId);
        Assert.Equivalent(Given.Placed with { At = Given.Now }, Assert.Single(stream.Events), strict: true);
    }

    [Fact]
    public void Placing_starts_the_saga()
    {
        var saga = Post(key: null).Saga;

        Assert.Equal(Given.Id, saga.Id);
        Assert.Equal(FulfilmentStage.Reserving, saga.Stage);
        Assert.Equal(Given.Euro(14.47m), saga.Total);
        Assert.Equal("tok_approved", saga.PaymentToken);
        Assert.Equal(Given.Now.AddSeconds(9), saga.Deadline);
    }

    [Fact]
    public void Placing_asks_for_the_stock_of_every_line()
    {
        var reserve = Assert.IsType<ReserveStock>(Assert.Single(Post(key: null).Messages));

        Assert.Equal(Given.Id, reserve.OrderId);
        Assert.Equal([new StockLine("SKU-1", 2), new StockLine("SKU-2", 1)], reserve.Lines);
    }

    [Fact]
    public void Placing_with_a_key_remembers_it()
    {
        Post("key-1");

        Assert.Equal([PlacedOnce.Of("key-1", Given.Request, Given.Id, Given.Now)], _inserted);
    }

    [Fact]
    public void Placing_without_a_key_remembers_nothing()
    {
        Post(key: null);

        Assert.Empty(_inserted);
    }

    [Fact]
    public async Task A_request_with_errors_goes_no_further_than_its_validation()
    {
        var (answer, order) = await PlaceOrderEndpoint.LoadAsync(
            Given.RequestOf(), key: null, Fake.Of<IDocumentSession>(), new FakeTimeProvider(Given.Now), TestContext.Current.CancellationToken);

        Assert.Equal(StatusCodes.Status422UnprocessableEntity, Assert.IsType<IStatusCodeHttpResult>(answer, exactMatch: false).StatusCode);
        Assert.Null(order);
    }

    (IResult Answer, IStartStream Stream, OrderFulfilment Saga, OutgoingMessages Messages) Post(string? key)
    {
        var session = Fake.Of<IDocumentSession>((nameof(IDocumentSession.Insert), Inserted));
        return PlaceOrderEndpoint.Post(
            Given.Request, key, new PricedOrder(Given.Id, Given.Placed.Lines), session,
            Options.Create(new FulfilmentOptions { Timeout = TimeSpan.FromSeconds(9) }), new FakeTimeProvider(Given.Now));
    }

    object? Inserted(object?[] args)
    {
        _inserted.AddRange(((Array)args[0]!).Cast<object?>());
        return null;
    }
}
