using Modular.Host.Faults;

namespace Modular.Host.Topology;

/// <summary>The topology on the command line: <c>--level 4 --modules order,payment --transport rabbitmq --database-per-module true</c>, and <c>--fault error:5%</c>.</summary>
static class TopologySwitches
{
    // In lower case: --Fault= is the section of that name, which a test host passes on empty.
    static readonly Dictionary<string, Switch> Switches = new(StringComparer.Ordinal)
    {
        ["--level"] = new("Topology:Level", "4", "a preset of the others, 1 to 4 (docs/levels.md); default 1, or 3 when only some modules run here"),
        ["--modules"] = new("Topology:Modules", "order,inventory", "those that run in this process; default: all"),
        ["--transport"] = new("Topology:Transport", "postgresql", "what carries messages: local, postgresql, rabbitmq, kafka"),
        ["--database-per-module"] = new("Topology:DatabasePerModule", "true", "a database for each module; default: from level 2"),
        ["--registry"] = new("Registry:Address", "http://127.0.0.1:8500", "where Consul's API is; default, from level 4: that"),
        ["--fault"] = new(FaultOptions.Key, "error:5%", "errors and delays on purpose, for trials"),
    };

    /// <summary>Each with an example of its value, what it means, and the setting that it is.</summary>
    public static IEnumerable<(string Name, string Meaning, string Setting)> All =>
        Switches.Select(one => ($"{one.Key} {one.Value.Example}", one.Value.Meaning, one.Value.Setting));

    /// <summary>Takes the switches into the configuration, where they override everything else. An empty value means the default.</summary>
    /// <returns>The arguments without them, for commands that do not know them.</returns>
    /// <exception cref="TopologyException">A switch without its value.</exception>
    public static string[] TakeSwitches(this IConfigurationBuilder configuration, string[] args)
    {
        var taken = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var left = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            if (!Switches.TryGetValue(name, out var known))
                left.Add(args[i]);
            else if ((value ?? (i + 1 < args.Length && !args[i + 1].StartsWith('-') ? args[++i] : null)) is { } given)
                taken[known.Setting] = given;
            else
                throw new TopologyException($"{name} needs a value, such as {name} {known.Example}.");
        }

        configuration.AddInMemoryCollection(taken);
        return [.. left];
    }

    sealed record Switch(string Setting, string Example, string Meaning);
}
