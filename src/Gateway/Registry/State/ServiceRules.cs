using System.Net;
using System.Text.RegularExpressions;

namespace Modular.Gateway.Registry.State;

/// <summary>
/// What Consul refuses of a service: whoever registers here must not find out only when Consul takes this registry's place. Source:
/// Consul's documentation of <c>/agent/service/register</c>.
/// </summary>
static partial class ServiceRules
{
    public const int MostMeta = 64;

    /// <summary>Characters.</summary>
    public const int LongestMetaKey = 128;

    /// <summary>Characters.</summary>
    public const int LongestMetaValue = 512;

    const int HighestWeight = 65535;

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Problem(ServiceDefinition service) =>
        string.IsNullOrEmpty(service.Name) ? "Missing service name"
        : IPAddress.TryParse(service.Address, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? "Invalid service address"
        : Problem(service.Weights ?? Weights.Default) is { } ofWeights ? $"Invalid Weights: {ofWeights}"
        : Problem(service.Meta ?? new Dictionary<string, string>(StringComparer.Ordinal)) is { } ofMeta ? $"Invalid Service Meta: {ofMeta}"
        : null;

    static string? Problem(Weights weights) =>
        weights.Passing < 1 ? "Passing must be greater than 0"
        : weights.Warning < 0 ? "Warning must be greater or equal than 0"
        : weights.Passing > HighestWeight || weights.Warning > HighestWeight ? $"DNS Weight must be between 0 and {HighestWeight}"
        : null;

    static string? Problem(IReadOnlyDictionary<string, string> meta) => meta.Count > MostMeta
        ? $"there are {meta.Count} pairs, and there may be {MostMeta}"
        : meta.Select(pair => Problem(pair.Key, pair.Value)).FirstOrDefault(problem => problem is not null);

    static string? Problem(string key, string? value) =>
        key.Length > LongestMetaKey ? $"key '{key[..20]}…' has {key.Length} characters, and may have {LongestMetaKey}"
        : !MetaKey().IsMatch(key) ? $"key '{key}' must consist of letters, digits, - and _"
        : key.StartsWith("consul-", StringComparison.OrdinalIgnoreCase) ? $"key '{key}' is Consul's own: it begins with consul-"
        : value?.Length > LongestMetaValue ? $"the value of '{key}' has {value.Length} characters, and may have {LongestMetaValue}"
        : null;

    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex MetaKey();
}
