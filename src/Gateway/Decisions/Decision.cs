namespace Modular.Gateway.Decisions;

/// <summary>Something that the gateway decided by itself, or that an operator made it do.</summary>
/// <param name="Id">One more than that of the decision before it; those of a later run are higher.</param>
/// <param name="Kind">What was decided, such as <c>instance-unhealthy</c>.</param>
/// <param name="Service">The service that it is about; null when it is about none.</param>
/// <param name="Instance">The id of the instance that it is about; null when it is about none.</param>
/// <param name="Reason">Why, for the operator.</param>
/// <param name="Details">The figures that it was made by; null for none.</param>
sealed record Decision(long Id, DateTimeOffset At, string Kind, string? Service, string? Instance, string Reason, object? Details = null);
