using Modular.Gateway.Instances;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Canary.Control;

/// <summary>Which versions of a service run, and which of them is new. Pure.</summary>
static class Versions
{
    /// <summary>How many instances of each version there are that take requests. What names no version is none.</summary>
    public static IReadOnlyDictionary<string, int> Of(IEnumerable<Destination> instances) => instances
        .Where(static instance => instance.Life.IsOpen)
        .Select(static instance => instance.Registration.Instance.Metadata[ServiceMetadata.Version])
        .OfType<string>()
        .CountBy(static version => version, StringComparer.Ordinal)
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether an instance of a version could take requests: also one that was not checked yet, but none whose checks fail.</summary>
    public static bool IsAvailable(IEnumerable<Destination> instances, string version) => instances.Any(
        instance => instance.Life is { IsOpen: true, Health: not InstanceHealth.Unhealthy } && instance.Registration.Instance.Metadata[ServiceMetadata.Version] == version);

    /// <summary>The version that is taken for the stable one where nobody has said: the one with the most instances; of several, the one whose name is first.</summary>
    /// <returns>Null when there is none.</returns>
    public static string? Stable(IReadOnlyDictionary<string, int> running) => Largest(running);

    /// <summary>The version to be rolled out: one that was neither stable nor tried before, though it may run all the time.</summary>
    /// <param name="tried">The last one; null for none yet.</param>
    /// <param name="known">All that were stable, or tried.</param>
    /// <returns>The one tried last where there is no new one; the stable one where nothing was ever tried.</returns>
    public static string Revision(IReadOnlyDictionary<string, int> running, string stable, string? tried, IReadOnlyList<string> known) =>
        Largest(running.Where(version => version.Key != stable && version.Key != tried && !known.Contains(version.Key, StringComparer.Ordinal))) ?? tried ?? stable;

    static string? Largest(IEnumerable<KeyValuePair<string, int>> versions) => versions
        .OrderByDescending(static version => version.Value)
        .ThenBy(static version => version.Key, StringComparer.Ordinal)
        .Select(static version => version.Key)
        .FirstOrDefault();
}
