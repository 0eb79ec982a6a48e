using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Modular.Inventory.Stocking;

/// <summary>Answers 422 and names the field, or lets the request go on. A body that is <c>null</c> lacks every field.</summary>
static class StockRequestValidator
{
    public const int MaxUnits = 1_000_000;
    public const int MaxTextLength = 100;

    public static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxTextLength;

    public static ProblemDetails Check(params (bool IsValid, string Field, string Error)[] rules)
    {
        var errors = rules.Where(rule => !rule.IsValid).ToDictionary(rule => rule.Field, rule => new[] { rule.Error }, StringComparer.Ordinal);
        return errors.Count == 0
            ? WolverineContinue.NoProblems
            : new HttpValidationProblemDetails(errors) { Status = StatusCodes.Status422UnprocessableEntity };
    }
}
