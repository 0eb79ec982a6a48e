using System.Globalization;
using Modular.Kernel;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Host.Topology;

/// <summary>What a module's instances say of themselves, for the gateway to route by.</summary>
static class ServiceDescription
{
    public static ServiceMetadata Of(IModule module, InstanceOptions instance)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ServiceMetadata.Routes] = string.Join(',', ModuleRoutes.Of(module)),
            [ServiceMetadata.OpenApi] = "/openapi/v1.json",
            [ServiceMetadata.Version] = instance.Version,
        };
        if (instance.Zone is { } zone)
            entries[ServiceMetadata.Zone] = zone;
        if (instance.Weight is { } weight)
            entries[ServiceMetadata.Weight] = weight.ToString(CultureInfo.InvariantCulture);
        return new(entries);
    }
}
