using Modular.Kernel;

namespace Modular.Host.Topology;

/// <summary>Which modules run in this process, and how they reach the others: a level's defaults, and what was set beside it.</summary>
sealed record TopologyOptions
{
    public const string LevelSetting = "--level (Topology:Level)";
    public const string ModulesSetting = "--modules (Topology:Modules)";
    public const string TransportSetting = "--transport (Topology:Transport)";
    public const string DatabasesSetting = "--database-per-module (Topology:DatabasePerModule)";

    /// <summary>Default: 1 when all modules run here, 3 when only some do.</summary>
    public required Level Level { get; init; }

    /// <summary>The modules that run here, in the order of the topology. Default: all.</summary>
    public required IReadOnlyList<IModule> Here { get; init; }

    /// <summary>The modules that run in other processes.</summary>
    public required IReadOnlyList<IModule> Elsewhere { get; init; }

    /// <summary>Whether a module without a connection string of its own gets a database of its own. Default: from level 2.</summary>
    public required bool DatabasePerModule { get; init; }

    /// <summary>How messages travel; null for what fits: local in one process with one database, else PostgreSQL.</summary>
    public required Transport? Transport { get; init; }

    /// <summary>What this process is called in logs, traces and the registry: the modules that it runs, or <c>modular</c> for all.</summary>
    public string ServiceName => Elsewhere.Count == 0 ? "modular" : string.Join('-', Here.Select(module => module.Name));

    /// <param name="configuration">The section <c>Topology</c> is read.</param>
    /// <param name="isCommand">The process only looks at the data: at any level it may look at all modules'.</param>
    /// <exception cref="TopologyException">A setting that cannot be understood, or that cannot work.</exception>
    public static TopologyOptions From(IConfiguration configuration, bool isCommand)
    {
        var section = configuration.GetSection("Topology");
        var here = ModulesNamed(section["Modules"]);
        var elsewhere = ModuleTopology.Modules.Except(here).ToList();
        var level = section["Level"] is { Length: > 0 } text ? Level.Of(text) : elsewhere.Count == 0 ? Level.Monolith : Level.Services;
        if (level.ProcessPerModule && !isCommand && section["Modules"] is not { Length: > 0 })
        {
            throw new TopologyException(
                $"Level {level.Number} ({level.Name}) runs each module in a process of its own. Start them all with `up --level {level.Number}`, " +
                $"or say with {ModulesSetting} which of them run in this process.");
        }

        return new()
        {
            Level = level,
            Here = here,
            Elsewhere = elsewhere,
            DatabasePerModule = Flag(section["DatabasePerModule"]) ?? level.DatabasePerModule,
            Transport = TransportNamed(section["Transport"]),
        };
    }

    /// <summary>How messages travel, given where the data are.</summary>
    /// <exception cref="TopologyException">Local queues were asked for where they cannot work.</exception>
    public Transport TransportFor(bool oneDatabase)
    {
        if (Transport is not Topology.Transport.Local)
            return Transport ?? (Elsewhere.Count == 0 && oneDatabase ? Topology.Transport.Local : Topology.Transport.Postgresql);
        if (Elsewhere.Count > 0)
        {
            throw new TopologyException(
                $"Local queues do not reach other processes, and nobody here runs {Names(Elsewhere)}. Set {TransportSetting} to postgresql, " +
                $"rabbitmq or kafka, or add {Names(Elsewhere)} to {ModulesSetting}.");
        }

        return oneDatabase ? Topology.Transport.Local : throw new TopologyException(
            $"Local queues need one database for all modules. Set {TransportSetting} to postgresql, rabbitmq or kafka, or give all modules " +
            $"the same database ({DatabasesSetting} false, and no Modules:*:ConnectionString).");
    }

    static List<IModule> ModulesNamed(string? text)
    {
        var known = ModuleTopology.Modules;
        if (string.IsNullOrWhiteSpace(text))
            return [.. known];
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = names.FirstOrDefault(name => known.All(module => !module.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return unknown is null && names.Length > 0
            ? [.. known.Where(module => names.Contains(module.Name, StringComparer.OrdinalIgnoreCase))]
            : throw new TopologyException($"There is no module '{unknown ?? text}'. Set {ModulesSetting} to some of: {Names(known)}.");
    }

    static Transport? TransportNamed(string? text) => text switch
    {
        null or "" => null,
        _ when Enum.TryParse<Transport>(text, ignoreCase: true, out var transport) && Enum.IsDefined(transport) && !char.IsDigit(text[0]) => transport,
        _ => throw new TopologyException($"There is no transport '{text}'. Set {TransportSetting} to local, postgresql, rabbitmq or kafka."),
    };

    static bool? Flag(string? text) => text switch
    {
        null or "" => null,
        _ when bool.TryParse(text, out var flag) => flag,
        _ => throw new TopologyException($"'{text}' is neither true nor false. Set {DatabasesSetting} to one of them."),
    };

    static string Names(IEnumerable<IModule> modules) => string.Join(", ", modules.Select(module => module.Name));
}
