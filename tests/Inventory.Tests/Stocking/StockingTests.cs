using Marten;
using Marten.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Modular.Inventory.Contracts;
using Modular.Inventory.Stocking;
using Modular.Inventory.Tests.Doubles;
using Wolverine;
using IEventStream = JasperFx.Events.IEventStream<Modular.Inventory.StockItem>;

namespace Modular.Inventory.Tests.Stocking;

public sealed class StockingTests
{
    static readonly ListItemRequest Cups = new("SKU-1", "Espresso cup", Given.Euro(3.99m));

    readonly List<object> _appended = [];

    [Fact]
    public void A_new_item_is_listed_and_announced()
    {
        var (answer, messages) = List(Cups, item: null);

        Assert.Equal("/api/inventory/SKU-1", Assert.IsType<Created<StockItemView>>(answer).Location);
        Assert.Equal([new ItemListed("SKU-1", "Espresso cup", Given.Euro(3.99m))], _appended);
        Assert.Equal([new ItemChanged("SKU-1", "Espresso cup", Given.Euro(3.99m), Version: 1)], messages);
    }

    [Fact]
    public void Listed_again_the_same_it_changes_nothing()
    {
        var (answer, messages) = List(Cups, Given.Cups(onHand: 5));

        Assert.Equal(Given.Cups(onHand: 5).ToView(), Assert.IsType<Ok<StockItemView>>(answer).Value);
        Assert.Empty(messages);
        Assert.Empty(_appended);
    }

    public static TheoryData<ListItemRequest> Others { get; } = [Cups with { Name = "Mug" }, Cups with { UnitPrice = Given.Euro(4m) }];

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void Listed_again_differently_it_is_refused(ListItemRequest other)
    {
        var (answer, messages) = List(other, Given.Cups(onHand: 5));

        AssertConflict("SKU-1 is listed already, as Espresso cup for 3.99 EUR.", answer);
        Assert.Empty(messages);
        Assert.Empty(_appended);
    }

    [Fact]
    public void Received_units_are_on_hand()
    {
        var (answer, events) = ReceiveStockEndpoint.Post(new ReceiveStockRequest(7), Given.Cups(onHand: 10, reserved: 4));

        Assert.Equal(Given.Cups(onHand: 17, reserved: 4).ToView(), Assert.IsType<Ok<StockItemView>>(answer).Value);
        Assert.Equal([new UnitsReceived(7)], events);
    }

    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void A_shelf_holds_a_billion_units_at_most(int more, bool hasRoom)
    {
        var cups = Given.Cups(onHand: 999_000_000);

        var (received, receipt) = ReceiveStockEndpoint.Post(new ReceiveStockRequest(more), cups);
        var (adjusted, adjustment) = AdjustStockEndpoint.Post(new AdjustStockRequest(more, "counted"), cups);

        Assert.Equal(hasRoom ? 1 : 0, receipt.Count);
        Assert.Equal(hasRoom ? 1 : 0, adjustment.Count);
        if (!hasRoom)
        {
            AssertConflict("SKU-1 has 999000000 on hand; there is room for 1000000 more.", received);
            AssertConflict("SKU-1 has 999000000 on hand; there is room for 1000000 more.", adjusted);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-6)]
    public void Units_found_or_lost_are_counted(int quantity)
    {
        var (answer, events) = AdjustStockEndpoint.Post(new AdjustStockRequest(quantity, "counted"), Given.Cups(onHand: 10, reserved: 4));

        Assert.Equal(Given.Cups(10 + quantity, reserved: 4).ToView(), Assert.IsType<Ok<StockItemView>>(answer).Value);
        Assert.Equal([new UnitsAdjusted(quantity, "counted")], events);
    }

    [Fact]
    public void Reserved_units_cannot_be_missing()
    {
        var (answer, events) = AdjustStockEndpoint.Post(new AdjustStockRequest(-7, "counted"), Given.Cups(onHand: 10, reserved: 4));

        AssertConflict("SKU-1 has 10 on hand, 4 of them reserved: at most 6 can be missing.", answer);
        Assert.Empty(events);
    }

    [Fact]
    public void A_new_price_is_announced_as_the_next_version()
    {
        var (view, messages) = ChangePrice(4.99m);

        Assert.Equal(Given.Euro(4.99m), view.UnitPrice);
        Assert.Equal([new PriceChanged(Given.Euro(4.99m))], _appended);
        Assert.Equal([new ItemChanged("SKU-1", "Espresso cup", Given.Euro(4.99m), Version: 4)], messages);
    }

    [Fact]
    public void The_same_price_again_changes_nothing()
    {
        var (view, messages) = ChangePrice(3.99m);

        Assert.Equal(Given.Cups(onHand: 10).ToView(), view);
        Assert.Empty(messages);
        Assert.Empty(_appended);
    }

    (IResult Answer, OutgoingMessages Messages) List(ListItemRequest request, StockItem? item)
    {
        var events = Fake.Of<IEventStoreOperations>((nameof(IEventStoreOperations.StartStream), args => Append((object[])args[1]!)));
        return ListItemEndpoint.Post(request, item, Fake.Of<IDocumentSession>(($"get_{nameof(IDocumentSession.Events)}", _ => events)));
    }

    (StockItemView View, OutgoingMessages Messages) ChangePrice(decimal price) => ChangePriceEndpoint.Put(
        new ChangePriceRequest(Given.Euro(price)),
        Fake.Of<IEventStream>(
            ("get_Aggregate", _ => Given.Cups(onHand: 10)),
            ("get_CurrentVersion", _ => 3L),
            ("AppendOne", args => Append(args[0]!))));

    object? Append(params object[] events)
    {
        _appended.AddRange(events);
        return null;
    }

    static void AssertConflict(string detail, IResult answer)
    {
        var problem = Assert.IsType<ProblemHttpResult>(answer).ProblemDetails;
        Assert.Equal(StatusCodes.Status409Conflict, problem.Status);
        Assert.Equal(detail, problem.Detail);
    }
}
