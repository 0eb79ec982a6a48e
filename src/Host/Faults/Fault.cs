using System.Globalization;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Host.Faults;

/// <summary>What goes wrong, on purpose, with a share of the requests.</summary>
/// <param name="Percent">How many of a hundred requests it meets: above 0, at most 100.</param>
abstract record Fault(double Percent)
{
    /// <summary>Whether it meets this request. Each is drawn by itself.</summary>
    public bool IsDrawn(Chance chance) => Percent >= 100 || chance() * 100 < Percent;

    /// <returns>As it is written on the command line.</returns>
    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Percent}%");

    protected abstract string Name { get; }
}

/// <summary>The request is answered with 500 and never reaches its module.</summary>
sealed record ErrorFault(double Percent) : Fault(Percent)
{
    protected override string Name => "error";
}

/// <summary>The request waits before it reaches its module.</summary>
/// <param name="Delay">From 1 ms to 5 minutes.</param>
sealed record DelayFault(TimeSpan Delay, double Percent) : Fault(Percent)
{
    protected override string Name => string.Create(CultureInfo.InvariantCulture, $"delay:{Delay.TotalMilliseconds}ms");
}
