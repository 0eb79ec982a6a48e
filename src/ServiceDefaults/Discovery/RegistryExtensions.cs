using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Discovery.Keys;
using Modular.ServiceDefaults.Discovery.Static;

namespace Modular.ServiceDefaults.Discovery;

/// <summary>Finding services.</summary>
public static class RegistryExtensions
{
    /// <summary>Adds an <see cref="IServiceRegistry"/> for each registry that section <c>Registry</c> names, in order, and the <see cref="IKeyValueStore"/> of one of them.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">It names none, or not as it should; the message says what to set.</exception>
    public static void AddServiceRegistry(this IHostApplicationBuilder builder)
    {
        var consuls = RegistryConfiguration.Consuls(builder.Configuration);
        var instances = RegistryConfiguration.Fixed(builder.Configuration);
        if (consuls.Count == 0 && instances.Count == 0)
            throw RegistryConfiguration.Invalid("No registry: set Registry:Address to a Consul's URL, or Registry:Static:<service>:0 to an instance's.");

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(Chances.System);
        foreach (var (_, options) in consuls)
            builder.Services.AddSingleton<IServiceRegistry>(services => new ConsulRegistry(
                options,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<Chance>(),
                services.GetRequiredService<ILogger<ConsulRegistry>>()));
        if (instances.Count > 0)
            builder.Services.AddSingleton<IServiceRegistry>(new StaticRegistry(instances));
        builder.Services.TryAddSingleton<IKeyValueStore>(services => RegistryConfiguration.KeysAt(builder.Configuration) is { } own
            ? new ConsulKeys(
                own,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<Chance>(),
                services.GetRequiredService<ILogger<ConsulKeys>>())
            : new MemoryKeys());
    }
}
