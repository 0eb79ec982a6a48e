using Microsoft.AspNetCore.Http;

namespace Modular.Order;

/// <summary>What the Order API answers when it cannot do what was asked (RFC 9457).</summary>
static class OrderProblems
{
    public static IResult NotFound(Guid orderId, string hint = "GET /api/orders lists all.") =>
        Results.Problem($"There is no such order as {orderId}. {hint}", statusCode: StatusCodes.Status404NotFound);

    public static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict);

    public static IResult Invalid(string field, string error) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] });

    public static IResult Invalid(IDictionary<string, string[]> errors) =>
        Results.ValidationProblem(errors, statusCode: StatusCodes.Status422UnprocessableEntity);
}
