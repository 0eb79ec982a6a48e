using Modular.Kernel;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Host.Topology;

/// <summary>What a module's instances say of themselves, for the gateway to route by.</summary>
static class ServiceDescription
{
    /// <summary>The version of an instance that names none.</summary>
    public const string DefaultVersion = "v1";

    public static ServiceMetadata Of(IModule module, string? version = null) => new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ServiceMetadata.Routes] = string.Join(',', ModuleRoutes.Of(module)),
        [ServiceMetadata.OpenApi] = "/openapi/v1.json",
        [ServiceMetadata.Version] = version ?? DefaultVersion,
    });
}
