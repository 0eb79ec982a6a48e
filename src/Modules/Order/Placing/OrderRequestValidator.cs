using Modular.Kernel;
using Modular.Order.Contracts;

namespace Modular.Order.Placing;

/// <summary>What is wrong with a request on its own, by field; empty when nothing is. A body that is <c>null</c> lacks every field.</summary>
static class OrderRequestValidator
{
    public const int MaxLines = 100;
    public const int MaxQuantity = 10_000;

    public static Dictionary<string, string[]> Validate(PlaceOrderRequest? request, string? idempotencyKey)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);

        if (idempotencyKey is { Length: 0 or > PlacedOnce.MaxKeyLength })
            errors["Idempotency-Key"] = [$"Give a key of 1 to {PlacedOnce.MaxKeyLength} characters, or none."];

        if (!ShortText.IsValid(request?.CustomerId))
            errors["customerId"] = [$"Give the customer's id, 1 to {ShortText.MaxLength} printable characters."];
        if (!ShortText.IsValid(request?.Payment?.Token))
            errors["payment.token"] = [$"Give the payment token, 1 to {ShortText.MaxLength} printable characters."];

        if (request?.Lines is null or { Count: 0 })
            errors["lines"] = ["Give at least one line."];
        else if (request.Lines.Count > MaxLines)
            errors["lines"] = [$"Give at most {MaxLines} lines; these are {request.Lines.Count}."];
        else
            ValidateLines(request.Lines, errors);

        return errors;
    }

    static void ValidateLines(IReadOnlyList<OrderLineRequest?> lines, Dictionary<string, string[]> errors)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!ShortText.IsValid(lines[i]?.Sku))
                errors[$"lines[{i}].sku"] = [$"Give the SKU, 1 to {ShortText.MaxLength} printable characters."];
            if (lines[i]?.Quantity is not (>= 1 and <= MaxQuantity))
                errors[$"lines[{i}].quantity"] = [$"Give a quantity from 1 to {MaxQuantity}."];
        }
    }
}
