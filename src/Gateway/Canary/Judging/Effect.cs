using System.Runtime.InteropServices;

namespace Modular.Gateway.Canary.Judging;

/// <summary>By how much the canary is worse than its baseline in one window.</summary>
/// <param name="Difference">Positive is worse.</param>
/// <param name="Variance">Of the difference, by chance within the window.</param>
/// <param name="Weight">What the window counts for beside others: its size, not its variance, which chance makes small where few fail.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Effect(double Difference, double Variance, double Weight);
