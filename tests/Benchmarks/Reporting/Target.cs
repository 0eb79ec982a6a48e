namespace Modular.Benchmarks.Reporting;

/// <summary>What was promised, and what was measured.</summary>
/// <param name="Limit">The least or the most that is allowed, as <paramref name="AtLeast"/> says.</param>
sealed record Target(string Name, double Measured, double Limit, string Unit, bool AtLeast)
{
    public bool IsMet => AtLeast ? Measured >= Limit : Measured <= Limit;

    public static Target Least(string name, double measured, double limit, string unit = "") => new(name, measured, limit, unit, AtLeast: true);

    public static Target Most(string name, double measured, double limit, string unit = "") => new(name, measured, limit, unit, AtLeast: false);
}
