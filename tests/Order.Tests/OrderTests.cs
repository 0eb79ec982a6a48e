using Modular.Order.Contracts;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests;

public sealed class OrderTests
{
    static readonly Order Placed = Given.OrderThatIs(OrderStatus.Placed);

    [Fact]
    public void An_order_begins_as_it_was_placed() => Assert.Equal(
        new Order(Given.Id, "c-42", OrderStatus.Placed, Reason: null, Given.Euro(14.47m), Given.Placed.Lines, Given.Earlier, Given.Earlier), Placed);

    [Fact]
    public void Confirmed_changes_the_status_and_the_time_only() =>
        Assert.Equal(Placed with { Status = OrderStatus.Confirmed, UpdatedAt = Given.Now }, Placed.Apply(new OrderConfirmed(Given.Id, Given.Now)));

    [Fact]
    public void Rejected_tells_why() => Assert.Equal(
        Placed with { Status = OrderStatus.Rejected, Reason = "declined", UpdatedAt = Given.Now },
        Placed.Apply(new OrderRejected(Given.Id, "declined", Given.Now)));

    [Theory]
    [InlineData(OrderStatus.Placed)]
    [InlineData(OrderStatus.Confirmed)]
    public void Cancelled_tells_why_however_far_the_order_had_come(OrderStatus status)
    {
        var order = Given.OrderThatIs(status);

        Assert.Equal(
            order with { Status = OrderStatus.Cancelled, Reason = "changed my mind", UpdatedAt = Given.Now },
            order.Apply(new OrderCancelled(Given.Id, "changed my mind", status == OrderStatus.Confirmed, Given.Now)));
    }

    [Fact]
    public void The_view_shows_the_whole_order()
    {
        var order = Given.OrderThatIs(OrderStatus.Rejected);
        order.Version = 2;

        Assert.Equivalent(
            new OrderView(
                Given.Id, "c-42", OrderStatus.Rejected, "SKU-1: 2 wanted, 1 available.", Given.Euro(14.47m),
                [new OrderLineView("SKU-1", "Espresso cup", 2, Given.Euro(3.99m)), new OrderLineView("SKU-2", "Saucer", 1, Given.Euro(6.49m))],
                Version: 2, Given.Earlier, Given.Earlier),
            order.ToView(),
            strict: true);
    }

    [Fact]
    public void The_summary_counts_the_units_of_all_lines() => Assert.Equal(
        new OrderSummaryView(Given.Id, "c-42", OrderStatus.Placed, Reason: null, Given.Euro(14.47m), Units: 3, Given.Earlier, Given.Earlier),
        Placed.ToSummary());
}
