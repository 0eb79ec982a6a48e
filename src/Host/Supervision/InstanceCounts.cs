using System.Globalization;
using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>How many instances of each service are asked for: <c>order=3,inventory=2</c>. One of each that is not named.</summary>
static class InstanceCounts
{
    /// <summary>More than anybody can mean on one machine.</summary>
    public const int Most = 50;

    /// <exception cref="TopologyException">It cannot be understood, or leaves a module to nobody.</exception>
    public static IReadOnlyDictionary<string, int> Parse(string? text, IReadOnlyList<string> services)
    {
        var counts = services.ToDictionary(service => service, _ => 1, StringComparer.OrdinalIgnoreCase);
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var service, var number])
                throw new TopologyException($"'{part}' is not a number of instances. Write --instances order=3,inventory=2.");
            if (!counts.ContainsKey(service))
                throw new TopologyException($"There is no service '{service}'. --instances knows {string.Join(", ", services)}.");
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > Most)
                throw new TopologyException($"'{number}' is not a number of instances of {service}. --instances takes 1 to {Most}.");
            if (count == 0)
                throw new TopologyException($"Nobody would run {service}: its orders would never end. Set --instances {service}=1 or more.");
            counts[service] = count;
        }

        return counts;
    }
}
