using Modular.Kernel;
using Modular.Payment.Contracts;

namespace Modular.Payment.Tests.Doubles;

/// <summary>One payment, named the same in every test.</summary>
static class Given
{
    public static readonly Guid Id = Guid.Parse("01920000-0000-7000-8000-000000000001");

    public static readonly Money Amount = new(12.50m, "EUR");

    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static CapturePayment Capture(string token = "tok_approved") => new(Id, Id, Amount, token);

    public static RefundPayment Refund { get; } = new(Id, Id, "customer cancelled");

    /// <summary>Real time within which anything that happens on the fake clock is done. Waited for only when a test fails.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
