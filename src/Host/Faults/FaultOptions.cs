using Modular.Host.Topology;

namespace Modular.Host.Faults;

/// <summary>What this process does wrong on purpose, for trials of what stands before it: section <c>Fault</c>.</summary>
sealed record FaultOptions
{
    public const string Section = "Fault";
    public const string Key = "Fault:Inject";
    public const string Setting = "--fault (Fault:Inject)";

    /// <value>
    /// Faults between commas, each drawn by itself: <c>error:5%</c>, <c>delay:200ms</c>, <c>delay:200ms:10%</c>. Shares are above 0 and at
    /// most 100%, 100% when not said; delays 1 ms to 5 minutes. Default empty: none.
    /// </value>
    public string Inject { get; init; } = "";

    /// <value>What <see cref="Inject"/> says.</value>
    public IReadOnlyList<Fault> Faults { get; private init; } = [];

    /// <param name="configuration">The section is read.</param>
    /// <param name="isCommand">The process answers no requests, and <c>up</c> reads the setting for its children: nothing is looked at.</param>
    /// <exception cref="TopologyException">A fault that cannot be understood, or one that says which service it is for.</exception>
    public static FaultOptions From(IConfiguration configuration, bool isCommand)
    {
        var options = isCommand ? new() : configuration.GetSection(Section).Get<FaultOptions>() ?? new();
        return options with { Faults = [.. FaultSyntax.PartsOf(options.Inject).Select(One)] };
    }

    static Fault One(string part) => part.Contains('=', StringComparison.Ordinal)
        ? throw new TopologyException($"'{part}' says which service it is for, and only `up` starts several. Write {Setting} {part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]} for this process.")
        : FaultSyntax.Parse(part);
}
