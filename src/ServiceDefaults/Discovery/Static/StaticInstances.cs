using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Modular.ServiceDefaults.Discovery.Static;

/// <summary>
/// Reads section <c>Registry:Static</c>: <c>&lt;service&gt;:0 = http://host:port</c>, or <c>&lt;service&gt;:0:Address</c> with
/// <c>&lt;service&gt;:0:Metadata:&lt;key&gt;</c>. <c>&lt;service&gt;:Metadata:&lt;key&gt;</c> is for all of its instances.
/// </summary>
static class StaticInstances
{
    const string Metadata = "Metadata";

    /// <exception cref="OptionsValidationException">An entry is not as it should be; the message names each.</exception>
    public static IReadOnlyList<ServiceInstance> From(IConfigurationSection section)
    {
        var failures = new List<string>();
        var instances = section.GetChildren().SelectMany(service => Instances(service, failures)).ToList();
        return failures.Count == 0 ? instances : throw new OptionsValidationException(section.Path, typeof(StaticRegistry), failures);
    }

    static IEnumerable<ServiceInstance> Instances(IConfigurationSection service, List<string> failures)
    {
        foreach (var entry in service.GetChildren().Where(entry => entry.Key != Metadata))
            if (!int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                failures.Add($"{entry.Path} means nothing: instances are {service.Path}:0, {service.Path}:1, …, and what they have in common is {service.Path}:{Metadata}.");
            else if (Address(entry) is not { } address)
                failures.Add($"{entry.Path} must be the http or https URL of an instance, not '{entry.Value ?? entry["Address"]}'.");
            else
                yield return new ServiceInstance(
                    InstanceId.Of(service.Key, address), service.Key, address, new ServiceMetadata(Entries(service, entry)));
    }

    static Uri? Address(IConfigurationSection entry) =>
        Uri.TryCreate(entry.Value ?? entry["Address"], UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new Uri(address.GetLeftPart(UriPartial.Authority))
            : null;

    /// <summary>What an instance says of itself wins over what is said of its service.</summary>
    static Dictionary<string, string> Entries(IConfigurationSection service, IConfigurationSection entry)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var said in service.GetSection(Metadata).GetChildren().Concat(entry.GetSection(Metadata).GetChildren()))
            entries[said.Key] = said.Value ?? "";
        return entries;
    }
}
