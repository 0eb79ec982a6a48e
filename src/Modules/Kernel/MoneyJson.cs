using System.Text.Json;
using System.Text.Json.Serialization;

namespace Modular.Kernel;

/// <summary>
/// Money as <c>{"amount":12.50,"currency":"EUR"}</c>. An amount that does not exist is malformed JSON to the reader: the mistake is the
/// sender's.
/// </summary>
sealed class MoneyJson : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (amount, currency) = JsonSerializer.Deserialize<Written>(ref reader, options)!;
        try
        {
            return new Money(amount, currency);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Written(value.Amount, value.Currency), options);

    sealed record Written(decimal Amount, string Currency);
}
