using System.ComponentModel.DataAnnotations;

namespace Modular.Order.Fulfilment;

/// <summary>Section <c>Modules:Order:Fulfilment</c>.</summary>
public sealed record FulfilmentOptions
{
    /// <value>How long an order may stay open before it is rejected and compensated. Default 60 s; 1 s to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Modules:Order:Fulfilment:Timeout must be between 1 second and 1 day.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
