namespace Modular.Host.Topology;

/// <summary>One of the seven levels: a name for a set of defaults, each of which can be set by itself.</summary>
/// <param name="Number">1 to 7.</param>
/// <param name="Name">What docs/levels.md calls it.</param>
/// <param name="DatabasePerModule">Whether each module has a database of its own by default.</param>
/// <param name="ProcessPerModule">Whether each module runs in processes of its own, behind a gateway.</param>
/// <param name="IsDiscovered">Whether instances are found through a registry; otherwise at fixed addresses.</param>
sealed record Level(int Number, string Name, bool DatabasePerModule, bool ProcessPerModule, bool IsDiscovered)
{
    static readonly Level[] Built =
    [
        new(1, "Monolith", DatabasePerModule: false, ProcessPerModule: false, IsDiscovered: false),
        new(2, "Separation", DatabasePerModule: true, ProcessPerModule: false, IsDiscovered: false),
        new(3, "Services", DatabasePerModule: true, ProcessPerModule: true, IsDiscovered: false),
        new(4, "Discovery", DatabasePerModule: true, ProcessPerModule: true, IsDiscovered: true),
    ];

    static readonly string[] Planned = ["Events", "Mesh", "Self-healing"];

    public static Level Monolith => Built[0];

    public static Level Services => Built[2];

    /// <exception cref="TopologyException">There is no such level, or not yet.</exception>
    public static Level Of(string text)
    {
        if (!int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < 1 || number > Built.Length + Planned.Length)
            throw new TopologyException($"There is no level '{text}'. Set {TopologyOptions.LevelSetting} to 1, 2, 3 or 4.");
        return number <= Built.Length
            ? Built[number - 1]
            : throw new TopologyException(
                $"Level {number} ({Planned[number - Built.Length - 1]}) is not built yet. Set {TopologyOptions.LevelSetting} to 1, 2, 3 or 4.");
    }
}
