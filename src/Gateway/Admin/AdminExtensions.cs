using Modular.Gateway.Configuration;

namespace Modular.Gateway.Admin;

/// <summary>The gateway's own API.</summary>
static class AdminExtensions
{
    public static void AddAdmin(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<AdminOptions>(AdminOptions.Section));
        builder.Services.AddSingleton<ViewReader>();
        builder.Services.AddSingleton<AdminApi>();
        builder.Services.AddSingleton<AdminServer>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AdminServer>());
    }
}
