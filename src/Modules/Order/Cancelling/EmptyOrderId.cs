using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Modular.Order.Cancelling;

/// <summary>No order has the id of all zeros. Asked to load it for writing, the event store takes it for a bug of ours.</summary>
public static class EmptyOrderId
{
    public static IResult Before(Guid id) => id == Guid.Empty ? OrderProblems.NotFound(id) : WolverineContinue.Result();
}
