using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Discovery.Static;

namespace Modular.ServiceDefaults.Discovery;

/// <summary>
/// Which registries there are: section <c>Registry</c>. One Consul is <c>Registry:Address</c> (and the other <see cref="ConsulOptions"/> beside
/// it), several are <c>Registry:Consul:&lt;name&gt;:Address</c>, fixed instances are <c>Registry:Static:&lt;service&gt;:0</c>.
/// </summary>
static class RegistryConfiguration
{
    const string Section = "Registry";
    const string RegisterAt = "Registry:RegisterAt";

    /// <returns>The Consuls by name; the one at <c>Registry:Address</c> is first and called <c>default</c>.</returns>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public static IReadOnlyList<(string Name, ConsulOptions Options)> Consuls(IConfiguration configuration)
    {
        var consuls = new List<(string, ConsulOptions)>();
        if (configuration[$"{Section}:Address"] is { Length: > 0 })
            consuls.Add(("default", Read(configuration.GetSection(Section))));
        consuls.AddRange(configuration.GetSection($"{Section}:Consul").GetChildren().Select(section => (section.Key, Read(section))));
        return consuls;
    }

    /// <returns>Fixed instances; none when there are none.</returns>
    /// <exception cref="OptionsValidationException">One is not as it should be; the message names each.</exception>
    public static IReadOnlyList<ServiceInstance> Fixed(IConfiguration configuration) =>
        StaticInstances.From(configuration.GetSection($"{Section}:Static"));

    /// <summary>Where this process registers: the Consul that <c>Registry:RegisterAt</c> names, <c>Registry:Address</c>, or the only one.</summary>
    /// <returns>Null when there is no Consul.</returns>
    /// <exception cref="OptionsValidationException">There are several and none is named, or one that there is not.</exception>
    public static ConsulOptions? OwnConsul(IConfiguration configuration)
    {
        var consuls = Consuls(configuration);
        if (configuration[RegisterAt] is { Length: > 0 } name)
            return consuls.FirstOrDefault(consul => consul.Name == name).Options
                ?? throw Invalid($"{RegisterAt} is '{name}', but there is no Registry:Consul:{name}.");

        return consuls is [] ? null
            : consuls.Count == 1 || consuls[0].Name == "default" ? consuls[0].Options
            : throw Invalid($"{RegisterAt} must say at which of {string.Join(", ", consuls.Select(consul => consul.Name))} this process registers.");
    }

    /// <summary>Whose keys this process shares: those of the Consul that <c>Registry:RegisterAt</c> names, or of the first one.</summary>
    /// <returns>Null when there is no Consul.</returns>
    public static ConsulOptions? KeysAt(IConfiguration configuration) =>
        configuration[RegisterAt] is { Length: > 0 } ? OwnConsul(configuration) : Consuls(configuration) is [var (_, first), ..] ? first : null;

    public static OptionsValidationException Invalid(string failure) => new(Section, typeof(ConsulOptions), [failure]);

    static ConsulOptions Read(IConfigurationSection section) => (section.Get<ConsulOptions>() ?? new()).Validated(section.Path);
}
