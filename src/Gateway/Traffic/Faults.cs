using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>Faults that a document asks for, drawn request by request.</summary>
static class Faults
{
    /// <summary>Says that the gateway made the fault, and which: <c>delay</c>, <c>abort</c> or both.</summary>
    public const string Header = "x-modular-fault";

    /// <summary>Waits, where it is drawn.</summary>
    public static async ValueTask DelayAsync(FaultDelay? delay, HttpContext context, Dice dice, TimeProvider time)
    {
        if (delay is null || !IsDrawn(delay.Percentage, dice))
            return;
        context.Response.Headers.Append(Header, "delay");
        await Task.Delay(delay.FixedDelay, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>Whether the request was answered with an error.</returns>
    public static bool Abort(FaultAbort? abort, HttpContext context, Dice dice)
    {
        if (abort is null || !IsDrawn(abort.Percentage, dice))
            return false;
        context.Response.StatusCode = abort.HttpStatus;
        context.Response.Headers.Append(Header, "abort");
        return true;
    }

    static bool IsDrawn(double percentage, Dice dice) => percentage >= 100 || dice.Share() * 100 < percentage;
}
