using System.Globalization;

namespace Modular.Host.Topology;

/// <summary>What this process says of itself as an instance, whatever module it runs: section <c>Topology</c>.</summary>
sealed record InstanceOptions
{
    /// <summary>The version of an instance that names none.</summary>
    public const string DefaultVersion = "v1";

    // As the gateway reads it: an instance with another weight would get no requests.
    const int MaxWeight = 100;

    // Consul takes no longer value.
    const int MaxLength = 512;

    /// <value>What traffic policy and rollouts tell instances apart by. Default <c>v1</c>.</value>
    public string Version { get; init; } = DefaultVersion;

    /// <value>The zone that it runs in; a gateway in the same zone prefers it. Default: none.</value>
    public string? Zone { get; init; }

    /// <value>Its share of the requests beside its neighbours', 1 to 100. Default: none, which is 1.</value>
    public int? Weight { get; init; }

    /// <exception cref="TopologyException">The gateway, or the registry, would refuse it.</exception>
    public static InstanceOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Topology");
        return new()
        {
            Version = Text(section, nameof(Version)) ?? DefaultVersion,
            Zone = Text(section, nameof(Zone)),
            Weight = WeightOf(section[nameof(Weight)]),
        };
    }

    static string? Text(IConfigurationSection section, string name) => section[name]?.Trim() switch
    {
        null or "" => null,
        { Length: > MaxLength } => throw new TopologyException($"Topology:{name} is longer than {MaxLength} characters, which a registry does not take."),
        var text => text,
    };

    static int? WeightOf(string? text) => text switch
    {
        null or "" => null,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) && weight is >= 1 and <= MaxWeight => weight,
        _ => throw new TopologyException($"'{text}' is no weight of an instance. Set Topology:Weight to a whole number from 1 to {MaxWeight}."),
    };
}
