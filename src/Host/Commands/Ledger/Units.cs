using System.Runtime.InteropServices;

namespace Modular.Host.Commands.Ledger;

/// <summary>Units of one or several items.</summary>
/// <param name="Count">How many.</param>
/// <param name="Mark">The sum of a hash of each unit's SKU: as many units of other items have another one.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Units(long Count, long Mark)
{
    public static Units None => default;

    public override string ToString() => $"{Count} units";

    /// <summary>These units beside those that were expected, for people.</summary>
    public string Against(Units expected) => Count == expected.Count && this != expected ? $"{this} of other items" : $"{this}, not {expected}";
}
