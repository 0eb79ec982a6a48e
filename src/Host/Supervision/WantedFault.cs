using Modular.Host.Faults;
using Modular.Host.Topology;

namespace Modular.Host.Supervision;

/// <summary>A fault that some instances shall have.</summary>
/// <param name="Service">Null for all services.</param>
/// <param name="Version">Null for all versions.</param>
sealed record WantedFault(string? Service, string? Version, Fault Fault)
{
    /// <summary>
    /// Reads <c>order@v2=error:5%</c>, <c>order=delay:200ms</c>, or <c>error:5%</c> for all. What stands before the <c>=</c> holds for what
    /// follows, up to the next: <c>order@v2=error:5%,delay:1s:1%,payment=error</c>.
    /// </summary>
    /// <exception cref="TopologyException">It cannot be understood.</exception>
    public static IReadOnlyList<WantedFault> Parse(string? text)
    {
        var wanted = new List<WantedFault>();
        (string? Service, string? Version) target = default;
        foreach (var part in FaultSyntax.PartsOf(text))
        {
            var fault = part;
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var after])
            {
                fault = after;
                target = name.Split('@', 2) is [var service, var version] ? (service, version) : (name, null);
                if (target.Service is "" || target.Version is "")
                    throw new TopologyException($"'{part}' does not say whose fault it is. Write --fault order=error:5%, or order@v2=error:5% for one version.");
            }

            wanted.Add(new(target.Service, target.Version, FaultSyntax.Parse(fault)));
        }

        return wanted;
    }

    public bool Meets(string service, string version) =>
        (Service is null || Service.Equals(service, StringComparison.OrdinalIgnoreCase)) && (Version is null || Version == version);

    /// <returns>As it is written on the command line.</returns>
    public override string ToString() => $"{Target}{Fault}";

    string Target => (Service, Version) switch
    {
        (null, _) => "",
        (_, null) => $"{Service}=",
        _ => $"{Service}@{Version}=",
    };
}
