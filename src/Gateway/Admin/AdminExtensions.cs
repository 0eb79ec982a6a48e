using Modular.Gateway.Configuration;
using Modular.ServiceDefaults.Hosting;

namespace Modular.Gateway.Admin;

/// <summary>The gateway's own API.</summary>
static class AdminExtensions
{
    public static void AddAdmin(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.Read<AdminOptions>(AdminOptions.Section);
        Addresses.CheckFree(options.Urls, "--Admin:Urls");
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ViewReader>();
        builder.Services.AddSingleton<AdminApi>();
        builder.Services.AddSingleton<AdminServer>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AdminServer>());
    }
}
