using System.Globalization;
using Modular.Gateway.Routing;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Discovery;

/// <summary>Reads what an instance says of itself. Pure; one bad instance says nothing about its neighbours.</summary>
static class RegistrationReader
{
    const string DefaultHealthPath = "/health/ready";
    const int MaxWeight = 100;

    /// <returns>The registration; or null and why the instance cannot be used.</returns>
    public static Registration? Read(ServiceInstance instance, out string? reason)
    {
        var meta = instance.Metadata;
        reason = string.IsNullOrWhiteSpace(instance.Id) ? "it has no id" : instance.Fault ?? AddressFault(instance.Address);
        if (reason is not null)
            return null;
        if (!IsWeight(meta[ServiceMetadata.Weight], out var weight))
            return Bad($"weight '{meta[ServiceMetadata.Weight]}' is not a whole number from 1 to {MaxWeight}", out reason);
        if (RoutePrefix.ParseList(meta[ServiceMetadata.Routes], out reason) is not { } routes)
            return null;
        if (meta[ServiceMetadata.Health] is { } health && !IsPath(health))
            return Bad($"health '{health}' is not a path", out reason);
        if (meta[ServiceMetadata.OpenApi] is { } openApi && !IsPath(openApi))
            return Bad($"openapi '{openApi}' is not a path", out reason);
        if (meta[ServiceMetadata.Protocol] is not (null or ServiceMetadata.Http1 or ServiceMetadata.Http2) and var protocol)
            return Bad($"protocol '{protocol}' is neither {ServiceMetadata.Http1} nor {ServiceMetadata.Http2}", out reason);

        return new(
            instance,
            instance.Address.GetLeftPart(UriPartial.Authority) + "/",
            weight,
            routes,
            meta[ServiceMetadata.Health] ?? DefaultHealthPath,
            meta[ServiceMetadata.OpenApi],
            meta[ServiceMetadata.Protocol] == ServiceMetadata.Http2);
    }

    static string? AddressFault(Uri address) => address switch
    {
        { IsAbsoluteUri: false } => $"address '{address}' is not absolute",
        { Scheme: not ("http" or "https") } => $"address '{address}' is neither http nor https",
        { Host.Length: 0 } or { Port: <= 0 } => $"address '{address}' has no host or port",
        { AbsolutePath: not "/" } or { Query.Length: > 0 } or { UserInfo.Length: > 0 } =>
            $"address '{address}' has more than scheme, host and port",
        _ => null,
    };

    static bool IsWeight(string? text, out int weight)
    {
        weight = 1;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out weight) && weight is >= 1 and <= MaxWeight);
    }

    static bool IsPath(string text) => text is ['/', ..] && Uri.TryCreate(text, UriKind.Relative, out _) && text is not ['/', '/', ..];

    static Registration? Bad(string fault, out string? reason)
    {
        reason = fault;
        return null;
    }
}
