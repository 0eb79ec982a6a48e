using Modular.Kernel;
using Modular.Order.Catalogue;
using Modular.Order.Contracts;

namespace Modular.Order.Placing;

/// <summary>Turns the lines of a request into priced ones: two lines of one SKU become one.</summary>
static class OrderPricing
{
    public static Dictionary<string, string[]> Validate(PlaceOrderRequest request, IReadOnlyDictionary<string, CatalogueItem> catalogue)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (var i = 0; i < request.Lines.Count; i++)
        {
            var line = request.Lines[i];
            if (!catalogue.ContainsKey(line.Sku))
                errors[$"lines[{i}].sku"] = [$"There is no item {line.Sku}. GET /api/inventory lists all."];
            else if (Quantities(request)[line.Sku] > OrderRequestValidator.MaxQuantity)
                errors[$"lines[{i}].quantity"] = [$"The lines of {line.Sku} add up to more than {OrderRequestValidator.MaxQuantity}."];
        }

        if (errors.Count == 0 && catalogue.Values.Select(item => item.UnitPrice.Currency).Distinct(StringComparer.Ordinal).Count() > 1)
            errors["lines"] = ["All lines of an order must be priced in one currency."];
        return errors;
    }

    public static IReadOnlyList<OrderLine> Price(PlaceOrderRequest request, IReadOnlyDictionary<string, CatalogueItem> catalogue) =>
        [.. Quantities(request).Select(line => new OrderLine(line.Key, catalogue[line.Key].Name, line.Value, catalogue[line.Key].UnitPrice))];

    public static Money Total(IEnumerable<OrderLine> lines) => Money.Sum(lines.Select(line => line.UnitPrice * line.Quantity));

    static Dictionary<string, int> Quantities(PlaceOrderRequest request) =>
        request.Lines.GroupBy(line => line.Sku, StringComparer.Ordinal)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.Quantity), StringComparer.Ordinal);
}
