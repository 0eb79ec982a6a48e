using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Modular.Kernel;
using Wolverine.Http;

namespace Modular.Inventory.Stocking;

/// <summary>Answers 422 and names the field, or lets the request go on. A body that is <c>null</c> lacks every field.</summary>
static class StockRequestValidator
{
    public const int MaxUnits = 1_000_000;

    /// <summary>A billion, in major units: what 100 lines of 10,000 such units cost still is an exact number.</summary>
    public const decimal MaxPrice = 1_000_000_000m;

    public static bool IsPrice(Money? price) => price is { Amount: >= 0 and <= MaxPrice };

    public static string PriceError { get; } = string.Create(CultureInfo.InvariantCulture, $"Give a price from 0 to {MaxPrice}.");

    public static ProblemDetails Check(params (bool IsValid, string Field, string Error)[] rules)
    {
        var errors = rules.Where(rule => !rule.IsValid).ToDictionary(rule => rule.Field, rule => new[] { rule.Error }, StringComparer.Ordinal);
        return errors.Count == 0
            ? WolverineContinue.NoProblems
            : new HttpValidationProblemDetails(errors) { Status = StatusCodes.Status422UnprocessableEntity };
    }
}
