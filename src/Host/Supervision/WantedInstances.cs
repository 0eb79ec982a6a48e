using System.Globalization;
using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>
/// Which instances of each service are asked for: <c>order=3,inventory=2</c>, or by version <c>order@v1=2,order@v2=1</c>. One of each that is
/// not named.
/// </summary>
static class WantedInstances
{
    /// <summary>More of a service than anybody can mean on one machine.</summary>
    public const int Most = 50;

    /// <returns>For each service the versions of its instances, one after another; null is the host's own.</returns>
    /// <exception cref="TopologyException">It cannot be understood, or leaves a module to nobody.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string?>> Parse(string? text, IReadOnlyList<string> services)
    {
        var wanted = services.ToDictionary(service => service, _ => new List<string?>(), StringComparer.OrdinalIgnoreCase);
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var number])
                throw new TopologyException($"'{part}' is not a number of instances. Write --instances order=3,inventory=2, or order@v1=2,order@v2=1.");
            var (service, version) = name.Split('@', 2) is [var before, var after] ? (before, after) : (name, null);
            if (!wanted.TryGetValue(service, out var instances))
                throw new TopologyException($"There is no service '{service}'. --instances knows {string.Join(", ", services)}.");
            if (version is { Length: 0 })
                throw new TopologyException($"'{part}' names no version. Write --instances {service}@v2=1.");
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || instances.Count + count > Most)
                throw new TopologyException($"'{number}' is not a number of instances of {service}. --instances takes 1 to {Most}.");
            if (count == 0)
                throw new TopologyException($"Nobody would run {service}: its orders would never end. Set --instances {name}=1 or more.");
            instances.AddRange(Enumerable.Repeat(version, count));
        }

        foreach (var instances in wanted.Values.Where(instances => instances.Count == 0))
            instances.Add(null);
        return wanted.ToDictionary(service => service.Key, service => (IReadOnlyList<string?>)service.Value, StringComparer.OrdinalIgnoreCase);
    }
}
