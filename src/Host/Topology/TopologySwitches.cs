using Modular.Host.Faults;

namespace Modular.Host.Topology;

/// <summary>The topology on the command line: <c>--level 4 --modules order,payment --transport rabbitmq --database-per-module true</c>, and <c>--fault error:5%</c>.</summary>
static class TopologySwitches
{
    // In lower case: --Fault= is the section of that name, which a test host passes on empty.
    static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["--level"] = "Topology:Level",
        ["--modules"] = "Topology:Modules",
        ["--transport"] = "Topology:Transport",
        ["--database-per-module"] = "Topology:DatabasePerModule",
        ["--registry"] = "Registry:Address",
        ["--fault"] = FaultOptions.Key,
    };

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
            if (!Settings.TryGetValue(name, out var setting))
                left.Add(args[i]);
            else if ((value ?? (i + 1 < args.Length && !args[i + 1].StartsWith('-') ? args[++i] : null)) is { } given)
                taken[setting] = given;
            else
                throw new TopologyException($"{name} needs a value, such as {name} {Example(name)}.");
        }

        configuration.AddInMemoryCollection(taken);
        return [.. left];
    }

    static string Example(string name) => name switch
    {
        "--level" => "4",
        "--modules" => "order,inventory",
        "--transport" => "postgresql",
        "--registry" => "http://127.0.0.1:8500",
        "--fault" => "error:5%",
        _ => "true",
    };
}
