using System.Text.Json;

namespace Modular.Kernel.Tests;

public sealed class MoneyJsonTests
{
    [Fact]
    public void It_is_written_as_amount_and_currency() =>
        Assert.Equal("""{"amount":12.50,"currency":"EUR"}""", JsonSerializer.Serialize(new Money(12.50m, "EUR"), JsonSerializerOptions.Web));

    [Theory]
    [InlineData("12.50", "EUR")]
    [InlineData("-3", "JPY")]
    [InlineData("0.001", "KWD")]
    [InlineData("9007199254740993.01", "USD")]
    public void What_was_written_is_read_back_to_the_last_digit(string amount, string currency)
    {
        var json = $$"""{"amount":{{amount}},"currency":"{{currency}}"}""";

        var money = JsonSerializer.Deserialize<Money>(json, JsonSerializerOptions.Web);

        Assert.Equal(json, JsonSerializer.Serialize(money, JsonSerializerOptions.Web));
    }

    [Theory]
    [InlineData("""{"amount":1,"currency":"XXX"}""")]
    [InlineData("""{"amount":0.001,"currency":"EUR"}""")]
    [InlineData("""{"amount":1}""")]
    [InlineData("""{"currency":null,"amount":1}""")]
    public void An_amount_that_cannot_be_is_not_read(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>(json, JsonSerializerOptions.Web));
}
