using Microsoft.Extensions.DependencyInjection.Extensions;
using Modular.ServiceDefaults.Hosting;

namespace Modular.Gateway.Registry;

/// <summary>The registry in the gateway's own process.</summary>
public static class EmbeddedRegistryExtensions
{
    static readonly string[] Others = ["Registry:Address", "Registry:Consul", "Registry:Static"];

    /// <summary>
    /// Runs the embedded registry if <c>Registry:Embedded:Enabled</c> says so or no other registry is configured, and makes it one of the
    /// registries that are followed. Call it before <c>AddServiceRegistry</c>.
    /// </summary>
    public static void AddEmbeddedRegistry(this IHostApplicationBuilder builder)
    {
        var options = EmbeddedRegistryOptions.From(builder.Configuration);
        if (!(options.Enabled ?? !Others.Any(other => builder.Configuration.GetSection(other).Exists())))
            return;

        Addresses.CheckFree($"{options.Address}", "--Registry:Embedded:Address; if it is a Consul, follow it with --Registry:Address");
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddHostedService<EmbeddedRegistryService>();
        // Over the API, as everybody else reads it. A free port is known too late for that: it is for who reads it by themselves.
        if (options.Address.Port != 0)
            builder.Configuration.AddInMemoryCollection([new("Registry:Consul:embedded:Address", options.OwnAddress.ToString())]);
    }
}
