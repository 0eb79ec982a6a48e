using Modular.Kernel;
using Modular.Order.Placing;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests.Placing;

public sealed class OrderPricingTests
{
    [Fact]
    public void Lines_get_the_name_and_price_of_the_catalogue() =>
        Assert.Equal(Given.Placed.Lines, OrderPricing.Price(Given.Request, Given.Catalogue));

    [Fact]
    public void Two_lines_of_one_SKU_become_one() => Assert.Equal(
        [new OrderLine("SKU-1", "Espresso cup", 5, Given.Euro(3.99m)), new OrderLine("SKU-2", "Saucer", 1, Given.Euro(6.49m))],
        OrderPricing.Price(Given.RequestOf(("SKU-1", 2), ("SKU-2", 1), ("SKU-1", 3)), Given.Catalogue));

    [Fact]
    public void The_total_counts_every_unit_of_every_line() => Assert.Equal(Given.Euro(14.47m), OrderPricing.Total(Given.Placed.Lines));

    [Fact]
    public void A_request_that_can_be_priced_has_no_errors() => Assert.Empty(OrderPricing.Validate(Given.Request, Given.Catalogue));

    [Fact]
    public void An_unknown_SKU_names_its_line()
    {
        var (field, errors) = Assert.Single(OrderPricing.Validate(Given.RequestOf(("SKU-1", 1), ("sku-1", 1)), Given.Catalogue));

        Assert.Equal("lines[1].sku", field);
        Assert.Equal(["There is no item sku-1. GET /api/inventory lists all."], errors);
    }

    [Fact]
    public void Lines_of_one_SKU_may_add_up_to_10_000() =>
        Assert.Empty(OrderPricing.Validate(Given.RequestOf(("SKU-1", 5_000), ("SKU-1", 5_000)), Given.Catalogue));

    [Fact]
    public void Lines_of_one_SKU_that_add_up_to_more_are_named_each()
    {
        var errors = OrderPricing.Validate(Given.RequestOf(("SKU-1", 5_000), ("SKU-2", 5_000), ("SKU-1", 5_001)), Given.Catalogue);

        Assert.Equal(["lines[0].quantity", "lines[2].quantity"], errors.Keys);
        Assert.All(errors.Values, error => Assert.Equal(["The lines of SKU-1 add up to more than 10000."], error));
    }

    [Fact]
    public void An_order_is_priced_in_one_currency()
    {
        var catalogue = Given.Catalogue.ToDictionary();
        catalogue["SKU-2"] = catalogue["SKU-2"] with { UnitPrice = new Money(700, "JPY") };

        var (field, errors) = Assert.Single(OrderPricing.Validate(Given.Request, catalogue));

        Assert.Equal("lines", field);
        Assert.Equal(["All lines of an order must be priced in one currency."], errors);
    }
}
