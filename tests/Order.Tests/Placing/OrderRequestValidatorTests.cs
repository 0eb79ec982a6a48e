using System.Text.Json;
using Modular.Order.Contracts;
using Modular.Order.Placing;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests.Placing;

public sealed class OrderRequestValidatorTests
{
    const string NoCustomer = "Give the customer's id, 1 to 100 printable characters.";
    const string NoToken = "Give the payment token, 1 to 100 printable characters.";
    const string NoSku = "Give the SKU, 1 to 100 printable characters.";
    const string NoQuantity = "Give a quantity from 1 to 10000.";

    [Fact]
    public void A_request_with_nothing_wrong_has_no_errors() => Assert.Empty(OrderRequestValidator.Validate(Given.Request, "key-1"));

    [Theory]
    [InlineData(1, true)]
    [InlineData(10_000, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(10_001, false)]
    [InlineData(int.MinValue, false)]
    public void A_quantity_is_1_to_10_000(int quantity, bool isValid) =>
        AssertErrors(Given.RequestOf(("SKU-1", 1), ("SKU-2", quantity)), isValid ? [] : [("lines[1].quantity", NoQuantity)]);

    [Fact]
    public void An_order_has_a_line() => AssertErrors(Given.RequestOf(), ("lines", "Give at least one line."));

    [Fact]
    public void An_order_has_at_most_100_lines()
    {
        AssertErrors(Given.RequestOf([.. Enumerable.Repeat(("SKU-1", 1), 100)]));
        AssertErrors(Given.RequestOf([.. Enumerable.Repeat(("SKU-1", 1), 101)]), ("lines", "Give at most 100 lines; these are 101."));
    }

    [Fact]
    public void Too_many_lines_are_not_looked_at_one_by_one() =>
        AssertErrors(Given.RequestOf([.. Enumerable.Repeat(("", 0), 101)]), ("lines", "Give at most 100 lines; these are 101."));

    public static TheoryData<string?, bool> Texts { get; } = new()
    {
        { "a", true }, { new string('a', 100), true }, { null, false }, { "", false }, { "  ", false }, { "a\0", false }, { "a\u0007", false }, { new string('a', 101), false },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_customer_has_an_id_of_1_to_100_characters(string? text, bool isValid) =>
        AssertErrors(Given.Request with { CustomerId = text! }, isValid ? [] : [("customerId", NoCustomer)]);

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_payment_has_a_token_of_1_to_100_characters(string? text, bool isValid) =>
        AssertErrors(Given.Request with { Payment = new PaymentRequest(text!) }, isValid ? [] : [("payment.token", NoToken)]);

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_line_has_a_SKU_of_1_to_100_characters(string? text, bool isValid) =>
        AssertErrors(Given.RequestOf((text!, 1)), isValid ? [] : [("lines[0].sku", NoSku)]);

    [Theory]
    [InlineData(null, true)]
    [InlineData(1, true)]
    [InlineData(255, true)]
    [InlineData(0, false)]
    [InlineData(256, false)]
    public void An_idempotency_key_has_1_to_255_characters_or_is_not_there(int? length, bool isValid)
    {
        var errors = OrderRequestValidator.Validate(Given.Request, length is { } n ? new string('k', n) : null);

        Assert.Equal(isValid ? [] : ["Idempotency-Key: Give a key of 1 to 255 characters, or none."], Lines(errors));
    }

    [Theory]
    [InlineData("""{"lines":[{"sku":"A","quantity":1}],"payment":{"token":"t"}}""", "customerId: " + NoCustomer)]
    [InlineData("""{"customerId":"c","payment":{"token":"t"}}""", "lines: Give at least one line.")]
    [InlineData("""{"customerId":"c","lines":null,"payment":{"token":"t"}}""", "lines: Give at least one line.")]
    [InlineData("""{"customerId":"c","lines":[{"sku":"A","quantity":1}]}""", "payment.token: " + NoToken)]
    [InlineData("""{"customerId":"c","lines":[{"sku":"A","quantity":1}],"payment":{}}""", "payment.token: " + NoToken)]
    [InlineData("""{"customerId":"c","lines":[{"sku":"A"}],"payment":{"token":"t"}}""", "lines[0].quantity: " + NoQuantity)]
    [InlineData("""{"customerId":"c","lines":[{"quantity":1}],"payment":{"token":"t"}}""", "lines[0].sku: " + NoSku)]
    [InlineData("""{"customerId":"c","lines":[null],"payment":{"token":"t"}}""", "lines[0].quantity: " + NoQuantity, "lines[0].sku: " + NoSku)]
    [InlineData("{}", "customerId: " + NoCustomer, "lines: Give at least one line.", "payment.token: " + NoToken)]
    public void What_is_null_or_missing_in_the_JSON_is_named(string json, params string[] errors)
    {
        var request = JsonSerializer.Deserialize<PlaceOrderRequest>(json, JsonSerializerOptions.Web)!;

        Assert.Equal(errors, Lines(OrderRequestValidator.Validate(request, idempotencyKey: null)));
    }

    static void AssertErrors(PlaceOrderRequest request, params (string Field, string Error)[] expected) =>
        Assert.Equal(expected.Select(error => $"{error.Field}: {error.Error}"), Lines(OrderRequestValidator.Validate(request, idempotencyKey: null)));

    static IEnumerable<string> Lines(Dictionary<string, string[]> errors) =>
        errors.SelectMany(error => error.Value.Select(text => $"{error.Key}: {text}")).Order(StringComparer.Ordinal);
}
