using Microsoft.AspNetCore.Http;

namespace Modular.Inventory.Stocking;

/// <summary>What Inventory answers when it cannot do what it is asked.</summary>
static class StockProblems
{
    public static IResult Full(StockItem item) => Results.Problem(
        $"{item.Id} has {item.OnHand} on hand; there is room for {StockItem.MaxOnHand - item.OnHand} more.", statusCode: StatusCodes.Status409Conflict);
}
