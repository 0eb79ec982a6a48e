using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Modular.ServiceDefaults.Discovery.Consul;
using Modular.ServiceDefaults.Health;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>Being found.</summary>
public static class RegistrationExtensions
{
    /// <summary>
    /// Registers this process as an instance of a service while it is started and ready, and takes it out before it stops. Once for each
    /// service that it is an instance of. Without a Consul in section <c>Registry</c> it does nothing, and the end of the process waits for
    /// nothing.
    /// </summary>
    /// <param name="service">The logical name, such as <c>order</c>.</param>
    /// <param name="metadata">What it says of itself, such as its routes.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Section <c>Registry</c> or <c>Shutdown</c> is not as it should be.</exception>
    public static void AddSelfRegistration(this IHostApplicationBuilder builder, string service, Func<IServiceProvider, ServiceMetadata> metadata)
    {
        if (RegistryConfiguration.OwnConsul(builder.Configuration) is not { } consul)
            return;

        builder.Services.AddSingleton(new Announcement(service, metadata));
        if (builder.Services.Any(added => added.ServiceType == typeof(Traffic)))
            return;

        var shutdown = ShutdownOptions.From(builder.Configuration);
        builder.AddHealth();
        builder.Services.AddSingleton(RegistrationOptions.From(builder.Configuration));
        builder.Services.AddSingleton(shutdown);
        builder.Services.AddSingleton<Traffic>();
        builder.Services.AddSingleton<IStartupFilter, TrafficFilter>();
        builder.Services.TryAddSingleton<IServiceRegistrar>(services => new ConsulRegistrar(consul, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<SelfRegistration>();
        // What the host gives to stopping it gives from the signal on: the wait for the last requests comes on top.
        builder.Services.PostConfigure<HostOptions>(options => options.ShutdownTimeout += shutdown.Deadline);
    }
}
