using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Inventory.Contracts;
using Modular.Inventory.Stocking;
using Modular.Inventory.Tests.Doubles;
using Modular.Kernel;
using Wolverine.Http;

namespace Modular.Inventory.Tests.Stocking;

/// <summary>What is wrong with a request on its own is said by field, with 422.</summary>
public sealed class StockRequestTests
{
    const string NoPrice = "unitPrice: Give a price from 0 to 1000000000.";
    const string NoUnits = "quantity: Give a quantity from 1 to 1000000.";
    const string NoDifference = "quantity: Give the units found (positive) or lost (negative), at most 1000000.";
    const string NoReason = "reason: Give the reason, 1 to 100 printable characters.";

    static readonly ListItemRequest Item = new("SKU-1", "Espresso cup", Given.Euro(3.99m));

    public static TheoryData<string?, bool> Texts { get; } = new()
    {
        { "a", true }, { new string('a', 100), true }, { null, false }, { "", false }, { " ", false }, { "a\0", false }, { "a\nb", false }, { new string('a', 101), false },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_item_has_a_SKU_and_a_name_of_1_to_100_characters(string? text, bool isValid)
    {
        AssertErrors(isValid ? null : "sku: Give the SKU, 1 to 100 printable characters.", ListItemEndpoint.Validate(Item with { Sku = text! }));
        AssertErrors(isValid ? null : "name: Give the name, 1 to 100 printable characters.", ListItemEndpoint.Validate(Item with { Name = text! }));
    }

    public static TheoryData<Money?, bool> Prices { get; } = new()
    {
        { Given.Euro(0m), true }, { Given.Euro(3.99m), true }, { Given.Euro(1_000_000_000m), true }, { Given.Euro(-0.01m), false }, { Given.Euro(1_000_000_000.01m), false }, { null, false },
    };

    [Theory]
    [MemberData(nameof(Prices), DisableDiscoveryEnumeration = true)]
    public void A_price_is_0_to_a_billion(Money? price, bool isValid)
    {
        AssertErrors(isValid ? null : NoPrice, ListItemEndpoint.Validate(Item with { UnitPrice = price! }));
        AssertErrors(isValid ? null : NoPrice, ChangePriceEndpoint.Validate(new ChangePriceRequest(price!)));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1_000_001, false)]
    public void A_receipt_is_of_1_to_1_000_000_units(int quantity, bool isValid) =>
        AssertErrors(isValid ? null : NoUnits, ReceiveStockEndpoint.Validate(new ReceiveStockRequest(quantity)));

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(-1_000_000, true)]
    [InlineData(0, false)]
    [InlineData(1_000_001, false)]
    [InlineData(-1_000_001, false)]
    [InlineData(int.MinValue, false)]
    public void An_adjustment_is_of_up_to_1_000_000_units_either_way(int quantity, bool isValid) =>
        AssertErrors(isValid ? null : NoDifference, AdjustStockEndpoint.Validate(new AdjustStockRequest(quantity, "counted")));

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_adjustment_has_a_reason_of_1_to_100_characters(string? text, bool isValid) =>
        AssertErrors(isValid ? null : NoReason, AdjustStockEndpoint.Validate(new AdjustStockRequest(1, text!)));

    [Fact]
    public void Every_error_is_told_at_once()
    {
        var problem = Assert.IsType<HttpValidationProblemDetails>(ListItemEndpoint.Validate(new ListItemRequest(null!, null!, null!)));

        Assert.Equal(["sku", "name", "unitPrice"], problem.Errors.Keys);
    }

    static void AssertErrors(string? expected, ProblemDetails answer)
    {
        if (expected is null)
        {
            Assert.Same(WolverineContinue.NoProblems, answer);
            return;
        }

        var problem = Assert.IsType<HttpValidationProblemDetails>(answer);
        Assert.Equal(StatusCodes.Status422UnprocessableEntity, problem.Status);
        var (field, errors) = Assert.Single(problem.Errors);
        Assert.Equal(expected, $"{field}: {Assert.Single(errors)}");
    }
}
